package io.lacuna.trainer.corpus;

import java.time.Duration;
import java.util.Random;

/**
 * A log-normal delay between observation and arrival, cut off at a longest delay.
 *
 * @param medianSeconds half of the delays are shorter
 * @param sigma standard deviation of the logarithm
 * @param longestSeconds longer draws are set to this
 */
record ArrivalDelay(double medianSeconds, double sigma, double longestSeconds) {
  /** The share of delays beyond the limit, before the other reasons for being late. */
  static final double LATE_SHARE = 0.05;

  /** Standard normal quantile of 1 - LATE_SHARE. */
  private static final double LATE_QUANTILE = 1.6449;

  private static final double LONGEST_IN_LIMITS = 4;

  /** The delay with a given median of which one in twenty is longer than the limit. */
  static ArrivalDelay lateBeyond(Duration limit, double medianSeconds) {
    double limitSeconds = limit.toMillis() / 1000.0;
    double sigma = Math.log(limitSeconds / medianSeconds) / LATE_QUANTILE;
    return new ArrivalDelay(medianSeconds, sigma, LONGEST_IN_LIMITS * limitSeconds);
  }

  long drawMs(Random random) {
    double seconds = medianSeconds * Math.exp(sigma * random.nextGaussian());
    return Math.round(1000 * Math.min(longestSeconds, seconds));
  }
}
