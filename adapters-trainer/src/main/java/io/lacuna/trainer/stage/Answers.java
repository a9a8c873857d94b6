package io.lacuna.trainer.stage;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterOutput;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.trainer.feature.SubjectTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Runs a model over many subjects in batches. */
public final class Answers {
  private static final int BATCH = 32;

  private Answers() {}

  /**
   * Scores of all subjects, in their order; the prior for a subject of which nothing is shown.
   *
   * @param forward answers one batch on the manager of its tokens
   */
  public static List<List<float[]>> of(
      AdapterModel model,
      List<SubjectTokens> subjects,
      NDManager root,
      Function<TokenBatch, AdapterOutput> forward) {
    List<List<float[]>> scores =
        new ArrayList<>(Collections.nCopies(subjects.size(), model.prior()));
    int[] having =
        IntStream.range(0, subjects.size())
            .filter(i -> subjects.get(i).presence().count() > 0)
            .boxed()
            .sorted(Comparator.comparingInt(i -> subjects.get(i).size()))
            .mapToInt(Integer::intValue)
            .toArray(); // neighbours of like length: less padding
    for (int from = 0; from < having.length; from += BATCH) {
      int[] batch = Arrays.copyOfRange(having, from, Math.min(having.length, from + BATCH));
      try (NDManager m = root.newSubManager()) {
        List<SubjectTokens> rows = IntStream.of(batch).mapToObj(subjects::get).toList();
        List<List<float[]>> said = model.scores(forward.apply(SubjectTokens.join(rows, m)));
        for (int i = 0; i < batch.length; i++) {
          scores.set(batch[i], said.get(i));
        }
      }
    }
    return scores;
  }
}
