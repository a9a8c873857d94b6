package io.lacuna.trainer.setup;

import io.lacuna.model.base.Base;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.feature.FeatureTable;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.learn.Fold;
import io.lacuna.trainer.learn.Subjects;
import io.lacuna.trainer.stage.TokenCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A data set with the reader that prepares its payloads for a base. Features are not kept: prepared
 * pictures are many times larger than the files they come from.
 */
public final class Workspace implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int CHUNK = 256;

  private final DataSet set;
  private final PayloadReader reader;

  /**
   * @param reader is closed with the workspace
   */
  public Workspace(DataSet set, PayloadReader reader) {
    this.set = set;
    this.reader = reader;
  }

  public DataSet set() {
    return set;
  }

  /** Features of some subjects, in the order given. */
  public FeatureTable features(int[] positions) {
    return FeatureTable.extract(subjects(positions), reader::extract, THREADS);
  }

  /** Subjects with their inputs of a base's first block. */
  public Subjects subjects(Base base, int[] positions) {
    List<SubjectTokens> inputs = new ArrayList<>();
    for (int from = 0; from < positions.length; from += CHUNK) {
      int to = Math.min(positions.length, from + CHUNK);
      inputs.addAll(TokenCache.inputs(base, features(Arrays.copyOfRange(positions, from, to))));
    }
    return new Subjects(subjects(positions), inputs);
  }

  public Fold fold(Base base, Subjects train, Subjects validation) {
    return new Fold(base, set.tasks(), set.modalities(), train, validation);
  }

  private List<LabelledSubject> subjects(int[] positions) {
    return IntStream.of(positions).mapToObj(set.subjects()::get).toList();
  }

  @Override
  public void close() {
    reader.close();
  }
}
