package io.lacuna.model.metric;

/**
 * A score with its bootstrap interval.
 *
 * @param value the score on the records themselves
 * @param low lower bound
 * @param high upper bound
 */
public record Interval(double value, double low, double high) {

  /** Whether 0 lies outside: a difference with such an interval is shown. */
  public boolean excludesZero() {
    return low > 0 || high < 0;
  }
}
