package io.lacuna.app.window;

import io.lacuna.app.window.Deadlines.Due;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import java.util.ArrayList;
import java.util.List;

/**
 * Says that a modality is missing, or that its early wait is over. By event time when its own
 * partition has reached the instant; by wall clock when that has passed the same stretch since the
 * window was first seen and the partition was read to an end asked for after that.
 */
final class Verdicts {
  private final WindowPolicy policy;
  private final WindowStates states;
  private final Deadlines deadlines;

  Verdicts(WindowPolicy policy, WindowStates states, Deadlines deadlines) {
    this.policy = policy;
    this.states = states;
    this.deadlines = deadlines;
  }

  void byEventTime(Turn turn) {
    List<Due> undecided = new ArrayList<>();
    // every modality: the window may be new, and behind partitions that have nothing for it
    for (Modality m : policy.expectation().ever()) {
      long time = turn.ledger().of(m).getPartitionTime();
      Due due;
      while ((due = deadlines.awaited(m).until(time)) != null) {
        missing(due, m, Cause.DEADLINE, turn, undecided);
      }
    }
    for (Modality m : policy.expectation().ever()) {
      long time = turn.ledger().of(m).getPartitionTime();
      Due due;
      while ((due = deadlines.early(m).until(time)) != null) {
        overdue(due, m, turn);
      }
    }
    undecided.forEach(due -> earlyIfDue(due, turn));
  }

  /**
   * @param readToEndAt per modality, the latest instant at which its partition was read to its end
   */
  void byWallClock(long[] readToEndAt, Turn turn) {
    List<Due> undecided = new ArrayList<>();
    for (Modality m : policy.expectation().ever()) {
      Due due;
      while ((due = deadlines.awaited(m).firstByWallBefore(readToEndAt[m.ordinal()])) != null) {
        missing(due, m, Cause.IDLE, turn, undecided);
      }
    }
    for (Modality m : policy.expectation().ever()) {
      Due due;
      while ((due = deadlines.early(m).firstByWallBefore(readToEndAt[m.ordinal()])) != null) {
        overdue(due, m, turn);
      }
    }
    undecided.forEach(due -> earlyIfDue(due, turn));
  }

  /**
   * @param undecided takes the window if others are still waited for
   */
  private void missing(Due due, Modality m, Cause cause, Turn turn, List<Due> undecided) {
    OpenWindow w = find(states, due);
    Slot slot = Slots.of(w, m);
    slot.setState(SlotState.MISSING);
    if (slot.getReason() == null) {
      slot.setReason(AbsenceReason.UNKNOWN);
    }
    boolean decided = policy.expected(w).stream().noneMatch(x -> Slots.isAwaited(Slots.of(w, x)));
    if (decided && policy.emit().kind() != EmitMode.Kind.FINAL_ONLY) {
      turn.repeat(due.subject(), w, cause, false, null);
    } else {
      turn.add(new Decision.Note(due.subject(), due.windowId()));
      undecided.add(due);
    }
    deadlines.set(due.subject(), w);
    states.put(due.subject(), w);
  }

  private void overdue(Due due, Modality m, Turn turn) {
    OpenWindow w = find(states, due);
    Slots.of(w, m).setState(SlotState.OVERDUE);
    if (isEarlyDue(w)) {
      turn.emit(due.subject(), w, Cause.EARLY, false);
    } else {
      turn.add(new Decision.Note(due.subject(), due.windowId()));
    }
    deadlines.set(due.subject(), w);
    states.put(due.subject(), w);
  }

  /** What was declared missing may have been all whose early wait was not over. */
  private void earlyIfDue(Due due, Turn turn) {
    OpenWindow w = find(states, due);
    if (isEarlyDue(w)) {
      turn.emit(due.subject(), w, Cause.EARLY, false);
      states.put(due.subject(), w);
    }
  }

  /** Nothing was emitted, and the early wait is over for all that is still waited for. */
  boolean isEarlyDue(OpenWindow w) {
    List<Slot> slots = policy.expected(w).stream().map(m -> Slots.of(w, m)).toList();
    return policy.emit().isEarly()
        && w.getNextRevision() == 0
        && slots.stream().anyMatch(Slots::isAwaited)
        && slots.stream().noneMatch(slot -> slot.getState() == SlotState.WAITING);
  }

  static OpenWindow find(WindowStates states, Due due) {
    for (OpenWindow w : states.get(due.subject())) {
      if (w.getWindowId().equals(due.windowId())) {
        return w;
      }
    }
    throw new IllegalStateException("no window where there is a deadline of one");
  }
}
