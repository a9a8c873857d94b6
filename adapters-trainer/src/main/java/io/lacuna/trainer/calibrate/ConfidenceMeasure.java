package io.lacuna.trainer.calibrate;

import io.lacuna.model.calibration.Scaling;
import io.lacuna.model.metric.Calibration;

/** How far confidences are from how often they were right; lower is better. */
public enum ConfidenceMeasure {
  /** Expected calibration error over 15 equal bins. */
  ECE("ece") {
    @Override
    double of(double[] confidence, boolean[] right) {
      return Calibration.expectedError(confidence, right, BINS);
    }
  },
  /** Mean squared distance. */
  BRIER("brier") {
    @Override
    double of(double[] confidence, boolean[] right) {
      return Calibration.brier(confidence, right);
    }
  },
  /** Mean negative log-likelihood, natural logarithm. */
  NLL("nll") {
    @Override
    double of(double[] confidence, boolean[] right) {
      double sum = 0;
      for (int i = 0; i < right.length; i++) {
        double odds = Scaling.logOdds(confidence[i]);
        sum += Math.log1p(Math.exp(right[i] ? -odds : odds));
      }
      return sum / right.length;
    }
  };

  private static final int BINS = 15;

  private final String word;

  ConfidenceMeasure(String word) {
    this.word = word;
  }

  /** NaN without records. */
  abstract double of(double[] confidence, boolean[] right);

  /** Name in JSON and tables. */
  public String word() {
    return word;
  }
}
