package io.lacuna.trainer.evaluate;

import java.util.List;

/**
 * What a method said in one run (seed).
 *
 * @param scores per subject, per task one array
 * @param part of each subject, from 0: which of the models trained in this run answered. Answers of
 *     different models have no common order
 */
public record Run(List<List<float[]>> scores, int[] part) {

  /** All answers are of one model. */
  public static Run of(List<List<float[]>> scores) {
    return new Run(scores, new int[scores.size()]);
  }

  int parts() {
    int most = 0;
    for (int p : part) {
      most = Math.max(most, p);
    }
    return most + 1;
  }
}
