package io.lacuna.trainer.calibrate;

import io.lacuna.model.calibration.Scaling;
import java.util.function.DoubleUnaryOperator;

/**
 * Fits a scaling by minimising the negative log-likelihood (Guo et al. 2017, arXiv 1706.04599), the
 * temperature within [0.05, 20]. A penalty that weighs a tenth of a record draws towards
 * temperature 1 and bias 0: without it there is no least value where every record is right.
 */
public final class ScalingFit {
  private static final double WIDEST = Math.log(20);
  private static final double FARTHEST_BIAS = 20;
  private static final double PENALTY = 0.1;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  // enough for the six decimals that are kept
  private static final int SEARCHES = 40;
  private static final int HALVINGS = 32;

  private final double[] logOdds;
  private final boolean[] right;
  private final boolean withBias;

  private ScalingFit(double[] logOdds, boolean[] right, boolean withBias) {
    this.logOdds = logOdds;
    this.right = right;
    this.withBias = withBias;
  }

  /**
   * The scaling under which the answers are likeliest, rounded to six decimals.
   *
   * @param answers at least one
   * @param withBias whether a bias may be fitted too; otherwise it is 0
   */
  public static Scaling of(Statements answers, boolean withBias) {
    double[] logOdds = new double[answers.size()];
    for (int i = 0; i < logOdds.length; i++) {
      logOdds[i] = Scaling.logOdds(answers.probability()[i]);
    }
    ScalingFit fit = new ScalingFit(logOdds, answers.right(), withBias);
    // for the best bias the loss is convex in 1/temperature, so it falls and then rises in its log
    double temperature = Math.exp(least(t -> fit.loss(Math.exp(t)), -WIDEST, WIDEST));
    return new Scaling(rounded(temperature), rounded(fit.bias(temperature)), answers.records());
  }

  /** Mean negative log-likelihood of what a scaling states. */
  public static double logLoss(Statements answers, Scaling scaling) {
    double sum = 0;
    for (int i = 0; i < answers.size(); i++) {
      double odds =
          Scaling.logOdds(answers.probability()[i]) / scaling.temperature() + scaling.bias();
      sum += softPlus(answers.right()[i] ? -odds : odds);
    }
    return sum / answers.size();
  }

  private double loss(double temperature) {
    double bias = bias(temperature);
    double apart = 1 / temperature - 1;
    double sum = PENALTY * (apart * apart + bias * bias) / 2;
    for (int i = 0; i < right.length; i++) {
      double odds = logOdds[i] / temperature + bias;
      sum += softPlus(right[i] ? -odds : odds);
    }
    return sum;
  }

  /** Where the slope of the loss over the bias is 0; it rises everywhere. */
  private double bias(double temperature) {
    if (!withBias) {
      return 0;
    }
    double low = -FARTHEST_BIAS;
    double high = FARTHEST_BIAS;
    for (int step = 0; step < HALVINGS; step++) {
      double middle = (low + high) / 2;
      if (slope(temperature, middle) > 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return (low + high) / 2;
  }

  private double slope(double temperature, double bias) {
    double slope = PENALTY * bias;
    for (int i = 0; i < right.length; i++) {
      slope += 1 / (1 + Math.exp(-(logOdds[i] / temperature + bias))) - (right[i] ? 1 : 0);
    }
    return slope;
  }

  /** Golden-section search. */
  private static double least(DoubleUnaryOperator f, double from, double to) {
    double low = from;
    double high = to;
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = f.applyAsDouble(left);
    double atRight = f.applyAsDouble(right);
    for (int step = 0; step < SEARCHES; step++) {
      if (atLeft < atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = f.applyAsDouble(left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = f.applyAsDouble(right);
      }
    }
    return (low + high) / 2;
  }

  private static double softPlus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** Few digits, which every version of Java prints alike: the text goes into a digest. */
  private static double rounded(double x) {
    return Math.rint(x * 1e6) / 1e6 + 0.0;
  }
}
