package io.lacuna.app.evaluate;

import io.lacuna.model.metric.Bounds;
import java.util.List;

/**
 * How to evaluate.
 *
 * @param by groupings to report besides all together
 * @param threshold score from which on a label is said to apply, 0..1
 * @param abstainBelow confidence under which an answer counts as withheld, 0..1; 0 withholds none
 * @param draws bootstrap draws of an interval
 * @param seed of the draws
 * @param bounds how intervals follow from the draws, but for calibration errors
 */
public record Settings(
    List<By> by, double threshold, double abstainBelow, int draws, long seed, Bounds bounds) {

  public Settings {
    by = List.copyOf(by);
    inUnit("threshold", threshold);
    inUnit("abstain-below", abstainBelow);
    if (draws < 100) {
      throw new IllegalArgumentException("draws = " + draws + " must be at least 100");
    }
  }

  /** The same with other groupings. */
  Settings with(List<By> groupings) {
    return new Settings(groupings, threshold, abstainBelow, draws, seed, bounds);
  }

  private static void inUnit(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " = " + value + " must be in [0, 1]");
    }
  }
}
