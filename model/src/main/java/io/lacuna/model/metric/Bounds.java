package io.lacuna.model.metric;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/** How the bounds of a 95 % interval follow from bootstrap draws. */
public enum Bounds {
  /** The 2.5 and 97.5 percentiles of the draws. Too narrow with few groups. */
  PERCENTILE {
    @Override
    boolean needsJackknife() {
      return false;
    }

    @Override
    Interval of(double value, double[] sorted, double[] leftOut, int groups) {
      return new Interval(
          value, quantile(sorted, (1 - LEVEL) / 2), quantile(sorted, (1 + LEVEL) / 2));
    }
  },

  /**
   * Bias-corrected and accelerated (Efron 1987), with the levels widened as Student's t is wider
   * than the normal at {@code groups - 1} degrees of freedom (Hesterberg 2015, "expanded
   * percentile"): the first mends skew, the second few groups. A statistic that no draw changes has
   * an interval of width 0.
   */
  ACCELERATED {
    @Override
    boolean needsJackknife() {
      return true;
    }

    @Override
    Interval of(double value, double[] sorted, double[] leftOut, int groups) {
      if (sorted.length == 0 || groups < 2) {
        return new Interval(value, Double.NaN, Double.NaN);
      }
      double bias = bias(value, sorted);
      double acceleration = acceleration(leftOut);
      double z = widened(groups);
      return new Interval(
          value,
          quantile(sorted, level(bias, acceleration, -z)),
          quantile(sorted, level(bias, acceleration, z)));
    }
  },

  /**
   * Percentiles at the same widened levels, reflected at the value (the "basic" bootstrap). For
   * statistics that chance alone pushes up, like a calibration error: the draws lie as far above
   * the value as the value lies above the truth. Always holds the value itself.
   */
  REFLECTED {
    @Override
    boolean needsJackknife() {
      return false;
    }

    @Override
    Interval of(double value, double[] sorted, double[] leftOut, int groups) {
      if (sorted.length == 0 || groups < 2) {
        return new Interval(value, Double.NaN, Double.NaN);
      }
      double outer = NORMAL.cumulativeProbability(widened(groups));
      return new Interval(
          value,
          Math.min(value, 2 * value - quantile(sorted, outer)),
          Math.max(value, 2 * value - quantile(sorted, 1 - outer)));
    }
  };

  static final double LEVEL = 0.95;
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  abstract boolean needsJackknife();

  /**
   * @param value the statistic on the records themselves
   * @param sorted the statistic on the draws where it is defined, lowest first
   * @param leftOut the statistic without each group; empty unless needed
   * @param groups number of groups
   */
  abstract Interval of(double value, double[] sorted, double[] leftOut, int groups);

  /** Normal deviate of the upper level, as much farther out as Student's t is. */
  private static double widened(int groups) {
    return Math.sqrt(groups / (groups - 1.0))
        * new TDistribution(null, groups - 1).inverseCumulativeProbability((1 + LEVEL) / 2);
  }

  /** Normal quantile of the share of draws below the value, ties one half. */
  private static double bias(double value, double[] sorted) {
    double below = 0;
    for (double v : sorted) {
      below += v < value ? 1 : v == value ? 0.5 : 0;
    }
    double edge = 1.0 / (sorted.length + 1);
    double share = Math.min(1 - edge, Math.max(edge, below / sorted.length));
    return NORMAL.inverseCumulativeProbability(share);
  }

  /** One sixth of the skewness of the jackknife; 0 where it does not vary. */
  private static double acceleration(double[] leftOut) {
    double[] defined = Arrays.stream(leftOut).filter(v -> !Double.isNaN(v)).toArray();
    double mean = Arrays.stream(defined).average().orElse(0);
    double squares = 0;
    double cubes = 0;
    for (double v : defined) {
      double d = mean - v;
      squares += d * d;
      cubes += d * d * d;
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
  }

  private static double level(double bias, double acceleration, double z) {
    double shifted = bias + z;
    return NORMAL.cumulativeProbability(bias + shifted / (1 - acceleration * shifted));
  }

  /** Linear interpolation between order statistics. */
  private static double quantile(double[] sorted, double q) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double at = q * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
