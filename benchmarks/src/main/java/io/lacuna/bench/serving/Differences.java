package io.lacuna.bench.serving;

import io.lacuna.model.score.Scores;

/** How far two answers lie apart. */
final class Differences {
  private Differences() {}

  /** The greatest difference of any score; NaN if one is none. */
  static double greatest(Scores a, Scores b) {
    double greatest = 0;
    for (int task = 0; task < a.values().size(); task++) {
      float[] left = a.values().get(task);
      float[] right = b.values().get(task);
      for (int i = 0; i < left.length; i++) {
        double apart = Math.abs((double) left[i] - right[i]);
        greatest = Double.isNaN(apart) ? apart : Math.max(greatest, apart);
      }
    }
    return greatest;
  }
}
