package io.lacuna.app.evaluate;

import io.lacuna.model.metric.Interval;
import java.util.Optional;

/**
 * One figure.
 *
 * @param task empty for a metric of the service
 * @param scope name of the group of answers, e.g. {@code IT-}
 * @param count answers it is of
 * @param groups independent groups of subjects among them
 * @param delta this run minus the reference on the same subjects, whatever the reference had of
 *     them; empty for the reference itself
 * @param pairedGroups groups that the difference is over
 */
record Cell(
    String run,
    String task,
    By by,
    String scope,
    Metric metric,
    int count,
    int groups,
    Interval interval,
    Optional<Interval> delta,
    int pairedGroups) {
  /** From so many groups on, intervals keep what they promise (docs/evaluation.md). */
  static final int FEW = 20;

  /** Whether its interval is over too few groups to be relied on. */
  boolean isOfFew() {
    return groups < FEW;
  }

  /**
   * Whether the run is better than the reference: 1 yes, -1 worse, 0 not shown either way, also
   * when there are too few groups to show anything.
   */
  int verdict() {
    if (delta.isEmpty() || pairedGroups < FEW || !delta.get().excludesZero()) {
      return 0;
    }
    return delta.get().low() > 0 == metric.higherIsBetter() ? 1 : -1;
  }
}
