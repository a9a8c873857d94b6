package io.lacuna.model.metric;

/** How far stated probabilities are from observed frequencies. Probabilities lie in [0, 1]. */
public final class Calibration {
  private Calibration() {}

  /**
   * Expected calibration error over equal bins that are closed on the right, 0 in the first: the
   * mean over records of |frequency − mean probability| of the record's bin.
   */
  public static double expectedError(double[] probability, boolean[] truth, int bins) {
    double[] stated = new double[bins];
    double[] happened = new double[bins];
    for (int i = 0; i < probability.length; i++) {
      int bin = Reliability.bin(probability[i], bins);
      stated[bin] += probability[i];
      happened[bin] += truth[i] ? 1 : 0;
    }
    double sum = 0;
    for (int b = 0; b < bins; b++) {
      sum += Math.abs(happened[b] - stated[b]);
    }
    return sum / probability.length;
  }

  /** Brier score: mean squared difference of probability and outcome. */
  public static double brier(double[] probability, boolean[] truth) {
    double sum = 0;
    for (int i = 0; i < probability.length; i++) {
      double d = probability[i] - (truth[i] ? 1 : 0);
      sum += d * d;
    }
    return sum / probability.length;
  }
}
