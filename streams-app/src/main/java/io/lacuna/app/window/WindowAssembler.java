package io.lacuna.app.window;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * The window rule of one task: which samples belong together, when a modality is missing, what is
 * emitted and when nothing can change any more. Plain Java without Kafka types; its result is a
 * function of the sequence of calls. Owned by one thread. docs/windows.md says the rule in words.
 *
 * <p>A modality m of a window is declared missing only if (a) the partition time of m's own
 * partition has reached deadline(m), or (b) the wall clock has passed the same wait since the
 * window was first seen, and m's partition was read to an end offset that was fetched after that
 * instant. So neither a backlog nor a lagging topic makes a false verdict, and a silent topic
 * cannot hold one back.
 */
public final class WindowAssembler {
  private final WindowPolicy policy;
  private final WindowLocator locator;
  private final Sessions sessions;
  private final WindowStates states;
  private final Deadlines deadlines;
  private final Verdicts verdicts;
  private final Retirement retirement;
  private final WaitingList waiting;

  public WindowAssembler(WindowPolicy policy, WindowStates states) {
    this.policy = policy;
    this.locator = new WindowLocator(policy);
    this.sessions = new Sessions(policy, locator);
    this.states = states;
    this.deadlines = new Deadlines(policy);
    this.verdicts = new Verdicts(policy, states, deadlines);
    this.retirement = new Retirement(policy, states, deadlines);
    this.waiting = new WaitingList(policy, states, deadlines);
    states.forEach(deadlines::set);
  }

  /** Takes one arrival. The ledger must have counted it as read. */
  public List<Decision> onArrival(Arrival a, long wallMs, Ledger ledger) {
    Turn turn = new Turn(policy, ledger);
    place(a, wallMs, turn);
    ledger.raisePartitionTime(a.modality(), a.eventTimeMs());
    verdicts.byEventTime(turn);
    retirement.byEventTime(turn);
    return turn.decisions();
  }

  /**
   * Takes a tick of the wall clock.
   *
   * @param readToEndAt per modality, the latest instant at which its partition is known to have
   *     been read to its end; −1 when not known
   */
  public List<Decision> onTick(long[] readToEndAt, Ledger ledger) {
    Turn turn = new Turn(policy, ledger);
    verdicts.byWallClock(readToEndAt, turn);
    retirement.byWallClock(readToEndAt, turn);
    return turn.decisions();
  }

  /** What is waited for, to show; changes nothing. */
  public WaitingBoard.Report waiting(long nowMs) {
    return waiting.report(nowMs);
  }

  private void place(Arrival a, long wallMs, Turn turn) {
    List<OpenWindow> windows = states.get(a.subject());
    List<OpenWindow> fitting = locator.fitting(windows, a);
    List<OpenWindow> open = new ArrayList<>(fitting.size());
    for (OpenWindow w : fitting) {
      if (Slots.isDuplicate(Slots.of(w, a.modality()), a)) {
        turn.ledger().duplicate(a.modality());
        return;
      }
      if (!w.getIsFinal()) {
        open.add(w);
      }
    }
    if (!open.isEmpty()) {
      join(open, a, turn);
    } else if (!fitting.isEmpty()) {
      OpenWindow w = fitting.get(0);
      late(a, w.getWindowId(), w.getStart(), w.getNextRevision() - 1, turn);
    } else if (policy.retainedUntil(locator.earliestEnd(a))
        <= turn.ledger().progress(a.modality())) {
      late(a, locator.windowId(a), locator.start(a), null, turn);
    } else {
      open(windows.size(), a, wallMs, turn);
    }
  }

  private void open(int others, Arrival a, long wallMs, Turn turn) {
    if (others >= policy.maxWindowsPerSubject()) {
      refuse(a, RejectReason.TOO_MANY_WINDOWS, turn);
      return;
    }
    OpenWindow w = locator.create(a, wallMs);
    turn.ledger().opened();
    take(w, a, false, turn);
  }

  /** Puts the arrival into its window; with sessions, into the one that two become by it. */
  private void join(List<OpenWindow> open, Arrival a, Turn turn) {
    boolean merges = policy.kind() == WindowPolicy.Kind.SESSION;
    OpenWindow w = merges ? Sessions.survivor(open) : open.get(0);
    if (!locator.covers(w, a)) {
      refuse(a, RejectReason.OUTSIDE_WINDOW, turn);
      return;
    }
    List<Modality> expected = policy.expected(w);
    boolean changed = false;
    if (merges) {
      for (OpenWindow other : open) {
        if (other != w) {
          changed |= merge(a.subject(), other, w, turn);
        }
      }
    }
    locator.include(w, a);
    // a kind that is known only now may change what is expected
    changed |= !expected.equals(policy.expected(w));
    take(w, a, changed, turn);
  }

  private boolean merge(String subject, OpenWindow from, OpenWindow into, Turn turn) {
    deadlines.forget(subject, from);
    if (from.getNextRevision() > 0) {
      turn.repeat(subject, from, Cause.MERGED, true, into.getWindowId());
    } else {
      turn.ledger().absorbed();
    }
    states.remove(subject, from);
    return sessions.absorb(into, from, turn.ledger());
  }

  private void take(OpenWindow w, Arrival a, boolean changedBefore, Turn turn) {
    boolean changed = fill(Slots.of(w, a.modality()), a, turn.ledger()) || changedBefore;
    emitIfReady(a.subject(), w, changed, turn);
    deadlines.set(a.subject(), w);
    states.put(a.subject(), w);
  }

  /** True when the observation changed. */
  private boolean fill(Slot slot, Arrival a, Ledger ledger) {
    if (a.isMarker()) {
      ledger.marker(a.modality());
      return Slots.mark(slot, a.marker());
    }
    return Slots.hold(slot, a, policy.choice(a.modality()), ledger);
  }

  /**
   * @param changed whether the observation changed; a merge can make a window ready without that
   */
  private void emitIfReady(String subject, OpenWindow w, boolean changed, Turn turn) {
    boolean settled = true;
    boolean decided = true;
    boolean canChange = false;
    for (Modality m : policy.expected(w)) {
      settled &= Slots.isSettled(Slots.of(w, m));
      decided &= !Slots.isAwaited(Slots.of(w, m));
      canChange |= policy.choice(m).canChange();
    }
    boolean isFinal = settled && !canChange;
    if (policy.emit().kind() == EmitMode.Kind.FINAL_ONLY) {
      if (isFinal) {
        turn.emit(subject, w, Cause.COMPLETE, true);
      }
    } else if (w.getHasVerdict()) {
      if (changed) {
        turn.emit(subject, w, Cause.LATE, isFinal);
      }
    } else if (settled) {
      turn.emit(subject, w, Cause.COMPLETE, isFinal);
    } else if (decided) {
      turn.emit(subject, w, Cause.DEADLINE, false);
    } else if (w.getNextRevision() > 0 ? changed : verdicts.isEarlyDue(w)) {
      turn.emit(subject, w, Cause.EARLY, false);
    }
  }

  private void late(Arrival a, String windowId, long start, Integer finalRevision, Turn turn) {
    turn.ledger().late(a.modality());
    turn.add(new Decision.Late(windowId, start, finalRevision));
  }

  private void refuse(Arrival a, RejectReason reason, Turn turn) {
    turn.ledger().deadLetter(a.modality());
    turn.add(new Decision.Refuse(reason));
  }
}
