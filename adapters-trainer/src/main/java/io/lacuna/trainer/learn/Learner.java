package io.lacuna.trainer.learn;

import io.lacuna.model.modality.PresenceMask;
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
     * @param subjects on the base that the fold had
     * @param shown modalities that may be used, of those that a subject has
     * @return per subject one array per task
     */
    List<List<float[]>> scores(Subjects subjects, PresenceMask shown);

    /** How many values were trained; 0 where nothing was, or nothing that could be counted. */
    default long trained() {
      return 0;
    }

    @Override
    void close();
  }
}
