package io.lacuna.app.window;

import io.lacuna.app.window.Deadlines.Due;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Closes windows that nothing can change any more, and forgets them. */
final class Retirement {
  private final WindowPolicy policy;
  private final WindowStates states;
  private final Deadlines deadlines;

  Retirement(WindowPolicy policy, WindowStates states, Deadlines deadlines) {
    this.policy = policy;
    this.states = states;
    this.deadlines = deadlines;
  }

  void byEventTime(Turn turn) {
    long through = Long.MAX_VALUE;
    for (Modality m : policy.expectation().ever()) {
      through = Math.min(through, turn.ledger().of(m).getPartitionTime());
    }
    Due due;
    while ((due = deadlines.retained().until(through)) != null) {
      forget(due, turn);
    }
  }

  /**
   * @param readToEndAt per modality, the latest instant at which its partition was read to its end
   */
  void byWallClock(long[] readToEndAt, Turn turn) {
    List<Due> over = new ArrayList<>();
    for (Due due : deadlines.retained().byWallBefore(bound(readToEndAt, turn.ledger()))) {
      if (isOver(due, readToEndAt, turn.ledger())) {
        over.add(due);
      }
    }
    over.forEach(due -> close(due, turn));
  }

  /**
   * The wall clock that no window which is over has reached. A modality whose partition time lies
   * before all windows must have been read to its end: behind a topic that lags, a tick would look
   * at all windows otherwise, and find none.
   */
  private long bound(long[] readToEndAt, Ledger ledger) {
    long bound = Arrays.stream(readToEndAt).max().orElse(-1);
    long earliest = deadlines.retained().earliest();
    for (Modality m : policy.expectation().ever()) {
      if (ledger.of(m).getPartitionTime() < earliest) {
        bound = Math.min(bound, readToEndAt[m.ordinal()]);
      }
    }
    return bound;
  }

  private boolean isOver(Due due, long[] readToEndAt, Ledger ledger) {
    return policy.expectation().ever().stream()
        .allMatch(
            m ->
                ledger.of(m).getPartitionTime() >= due.eventMs()
                    || readToEndAt[m.ordinal()] > due.atMs());
  }

  /** What has no final yet gets it and is remembered; what was remembered long enough is not. */
  private void close(Due due, Turn turn) {
    OpenWindow w = Verdicts.find(states, due);
    if (w.getIsFinal()) {
      forget(due, turn);
      return;
    }
    turn.repeat(due.subject(), w, Cause.RETENTION, true, null);
    deadlines.set(due.subject(), w);
    states.put(due.subject(), w);
  }

  /** Forgets the window; if it had no final yet, the last result becomes it. */
  private void forget(Due due, Turn turn) {
    OpenWindow w = Verdicts.find(states, due);
    deadlines.forget(due.subject(), w);
    if (w.getIsFinal()) {
      turn.add(new Decision.Note(due.subject(), due.windowId()));
    } else {
      turn.repeat(due.subject(), w, Cause.RETENTION, true, null);
    }
    states.remove(due.subject(), w);
    for (Modality m : Modality.values()) {
      // also of a modality that is not expected: its partition may lag and would open it again
      turn.ledger().closeThrough(m, policy.retainedUntil(w.getEnd()));
    }
  }
}
