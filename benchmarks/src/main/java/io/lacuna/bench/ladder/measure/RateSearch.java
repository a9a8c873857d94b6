package io.lacuna.bench.ladder.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * Finds the highest rate at which a p99 stays below a bound: doubles until it does not, then halves
 * the interval a limited number of times. What was tried for one bound is not tried again for
 * another.
 */
public final class RateSearch {
  private final DoubleFunction<Double> trial;
  private final Map<Double, Double> tried = new HashMap<>();
  private final double first;
  private final int doublings;
  private final int halvings;

  /**
   * @param trial the p99 at a rate, ms; infinite where answers are missing
   * @param first rate to begin with, per second; also the lowest rate but for halvings of it
   */
  public RateSearch(DoubleFunction<Double> trial, double first, int doublings, int halvings) {
    if (!(first > 0) || doublings < 1 || halvings < 0) {
      throw new IllegalArgumentException(
          "a search needs a first rate above 0, a doubling and no fewer than 0 halvings; got "
              + first
              + ", "
              + doublings
              + ", "
              + halvings);
    }
    this.trial = trial;
    this.first = first;
    this.doublings = doublings;
    this.halvings = halvings;
  }

  /** The highest rate that was tried and stayed within the bound; 0 if none did. */
  public double highest(double boundMs) {
    double good = 0;
    double bad = Double.POSITIVE_INFINITY;
    double rate = first;
    for (int i = 0; i <= doublings && bad == Double.POSITIVE_INFINITY; i++, rate *= 2) {
      if (p99(rate) <= boundMs) {
        good = rate;
      } else {
        bad = rate;
      }
    }
    for (int i = 0; i < halvings && bad < Double.POSITIVE_INFINITY; i++) {
      double middle = (good + bad) / 2;
      if (p99(middle) <= boundMs) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return good;
  }

  private double p99(double rate) {
    return tried.computeIfAbsent(rate, trial::apply);
  }
}
