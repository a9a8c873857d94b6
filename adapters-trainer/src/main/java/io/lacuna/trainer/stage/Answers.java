package io.lacuna.trainer.stage;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterOutput;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.trainer.feature.SubjectTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs a model over many subjects in batches. */
public final class Answers {
  private static final int BATCH = 32;

  private Answers() {}

  /**
   * Scores of all subjects, in their order.
   *
   * @param forward answers one batch on the manager of its tokens
   */
  public static List<List<float[]>> of(
      AdapterModel model,
      List<SubjectTokens> subjects,
      NDManager root,
      Function<TokenBatch, AdapterOutput> forward) {
    List<List<float[]>> scores = new ArrayList<>();
    for (int from = 0; from < subjects.size(); from += BATCH) {
      List<SubjectTokens> batch = subjects.subList(from, Math.min(subjects.size(), from + BATCH));
      boolean[] any = new boolean[batch.size()];
      for (int i = 0; i < any.length; i++) {
        any[i] = batch.get(i).presence().count() > 0;
      }
      try (NDManager m = root.newSubManager()) {
        scores.addAll(model.scores(forward.apply(SubjectTokens.join(batch, m)), any));
      }
    }
    return scores;
  }
}
