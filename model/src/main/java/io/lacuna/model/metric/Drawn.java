package io.lacuna.model.metric;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * A statistic and what it is on each draw of a {@link Bootstrap}. Two of the same bootstrap are
 * paired draw by draw.
 *
 * @param value on the records themselves
 * @param draws NaN where the statistic is not defined
 */
public record Drawn(double value, double[] draws) {

  /** The paired difference. */
  public Drawn minus(Drawn other) {
    double[] difference = new double[draws.length];
    for (int d = 0; d < difference.length; d++) {
      difference[d] = draws[d] - other.draws[d];
    }
    return new Drawn(value - other.value, difference);
  }

  /** The 2.5 and 97.5 percentiles of the draws. */
  public Interval interval() {
    return Bounds.PERCENTILE.of(value, sorted(), new double[0], 0);
  }

  /**
   * Two-sided p of "the statistic is 0", from the draws' standard deviation as its standard error
   * and the normal distribution: unlike a count of draws, it has no least value that many
   * comparisons could not get below. 1 where no draw differs from another.
   */
  public double p() {
    double error = new StandardDeviation().evaluate(sorted());
    if (!(error > 0) || Double.isNaN(value)) {
      return 1;
    }
    return 2 * new NormalDistribution(null, 0, 1).cumulativeProbability(-Math.abs(value) / error);
  }

  /** The draws on which the statistic is defined, rising. */
  double[] sorted() {
    return Arrays.stream(draws).filter(v -> !Double.isNaN(v)).sorted().toArray();
  }
}
