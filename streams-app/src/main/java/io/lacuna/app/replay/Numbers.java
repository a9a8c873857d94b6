package io.lacuna.app.replay;

import io.lacuna.schema.state.PendingObservation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Numbers what a task decides to have scored, in the order of the decisions, which is that of the
 * predictions too. For one thread.
 */
final class Numbers {
  private final Map<PendingObservation, Long> decided = new IdentityHashMap<>();
  private final Deque<Long> order = new ArrayDeque<>();
  private long next;

  /** Takes an emission as it is decided. */
  void decided(PendingObservation observation) {
    if (observation.getRepeat()) {
      order.add(ScoreStage.REPEAT);
    } else {
      decided.put(observation, next);
      order.add(next++);
    }
  }

  /** The number of an emission that is submitted, once. */
  long of(PendingObservation observation) {
    return decided.remove(observation);
  }

  /** The number that the next prediction belongs to. */
  long next() {
    return order.remove();
  }
}
