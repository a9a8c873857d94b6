package io.lacuna.trainer.learn;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.feature.SubjectTokens;
import java.util.List;

/** A method that can be compared with others. */
public interface Learner {

  /** For tables, e.g. {@code zero-fill}. */
  String name();

  /**
   * Learns. The same fold and seed give the same answers.
   *
   * @param seed of initial weights, order and missing plan
   */
  Fitted fit(Fold fold, long seed);

  /** What was learnt; holds native memory until closed. */
  interface Fitted extends AutoCloseable {
    /**
     * Answers under a mask.
     *
     * @param inputs of the first block of the base that the fold had
     * @param shown modalities that may be used, of those that a subject has
     * @return per subject one array per task
     */
    List<List<float[]>> scores(List<SubjectTokens> inputs, PresenceMask shown);

    @Override
    void close();
  }
}
