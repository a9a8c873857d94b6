package io.lacuna.app.window;

import io.lacuna.app.window.Deadlines.Due;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import io.lacuna.schema.state.SubjectWindows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The window rule of one task: which samples belong together, when a modality is missing, what is
 * emitted and when nothing can change any more. Plain Java without Kafka types; its result is a
 * function of the sequence of calls. Owned by one thread.
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
  private final WindowStates states;
  private final Deadlines deadlines;
  private final List<Modality> expected;

  public WindowAssembler(WindowPolicy policy, WindowStates states) {
    this.policy = policy;
    this.locator = new WindowLocator(policy);
    this.states = states;
    this.deadlines = new Deadlines(policy);
    this.expected = policy.expected().stream().sorted().toList();
    states.forEach((subject, all) -> all.getWindows().forEach(w -> deadlines.add(subject, w)));
  }

  /** Takes one arrival. The ledger must have counted it as read. */
  public List<Decision> onArrival(Arrival a, long wallMs, Ledger ledger) {
    List<Decision> out = new ArrayList<>();
    place(a, wallMs, ledger, out);
    ledger.raisePartitionTime(a.modality(), a.eventTimeMs());
    // every modality: the window may be new, and behind partitions that have nothing for it
    expected.forEach(m -> declareMissingByEventTime(m, ledger, out));
    retireByEventTime(ledger, out);
    return out;
  }

  /**
   * Takes a tick of the wall clock.
   *
   * @param readToEndAt per modality, the latest instant at which its partition is known to have
   *     been read to its end; −1 when not known
   */
  public List<Decision> onTick(long[] readToEndAt, Ledger ledger) {
    List<Decision> out = new ArrayList<>();
    for (Modality m : expected) {
      Due due;
      while ((due = deadlines.awaitedByWallBefore(m, readToEndAt[m.ordinal()])) != null) {
        declareMissing(due, m, Cause.IDLE, ledger, out);
      }
    }
    retireByWallClock(readToEndAt, ledger, out);
    return out;
  }

  private void place(Arrival a, long wallMs, Ledger ledger, List<Decision> out) {
    SubjectWindows subject = states.get(a.subject());
    if (subject == null) {
      subject = new SubjectWindows(new ArrayList<>());
    }
    OpenWindow w = locator.find(subject, a);
    if (w == null) {
      if (policy.retainedUntil(locator.earliestEnd(a)) <= ledger.progress(a.modality())) {
        late(a, null, ledger, out);
        return;
      }
      if (subject.getWindows().size() >= policy.maxWindowsPerSubject()) {
        ledger.deadLetter(a.modality());
        out.add(new Decision.Refuse(RejectReason.TOO_MANY_WINDOWS));
        return;
      }
      w = locator.create(a, wallMs);
      subject.getWindows().add(w);
      ledger.opened();
    } else {
      deadlines.remove(a.subject(), w);
      if (!w.getIsFinal()) {
        locator.include(w, a);
      }
    }
    boolean changed = fill(w, a, ledger, out);
    if (changed) {
      emitIfReady(a.subject(), w, ledger, out);
    }
    deadlines.add(a.subject(), w);
    states.put(a.subject(), subject);
  }

  /** Puts the arrival into its slot; true when the observation changed. */
  private boolean fill(OpenWindow w, Arrival a, Ledger ledger, List<Decision> out) {
    Slot slot = w.getSlots().get(a.modality().ordinal());
    if (isDuplicate(slot, a)) {
      ledger.duplicate(a.modality());
      return false;
    }
    if (w.getIsFinal()) {
      late(a, w, ledger, out);
      return false;
    }
    if (a.isMarker()) {
      ledger.marker(a.modality());
      return mark(slot, a.marker());
    }
    if (slot.getState() == SlotState.PRESENT) {
      ledger.superseded(a.modality());
      return false;
    }
    slot.setState(SlotState.PRESENT);
    slot.setReason(null);
    slot.setPartition(a.partition());
    slot.setOffset(a.offset());
    slot.setEventTime(a.eventTimeMs());
    slot.setSha256(ByteBuffer.wrap(a.sha256()));
    slot.setUsed(false);
    ledger.open(a.modality());
    return true;
  }

  private static boolean isDuplicate(Slot slot, Arrival a) {
    boolean held = slot.getState() == SlotState.PRESENT || slot.getState() == SlotState.BROKEN;
    return held
        && !a.isMarker()
        && slot.getEventTime() == a.eventTimeMs()
        && Arrays.equals(slot.getSha256().array(), a.sha256());
  }

  /** A marker never takes a sample back; one that may still come does not settle the modality. */
  private static boolean mark(Slot slot, AbsenceReason reason) {
    boolean held = slot.getState() == SlotState.PRESENT || slot.getState() == SlotState.BROKEN;
    boolean terminal = reason != AbsenceReason.TEMP_UNKNOWN && reason != AbsenceReason.UNKNOWN;
    boolean settled = slot.getState() == SlotState.ABSENT;
    if (held || (settled && (!terminal || slot.getReason() == reason))) {
      return false;
    }
    slot.setReason(reason);
    if (!terminal) {
      return false;
    }
    slot.setState(SlotState.ABSENT);
    return true;
  }

  private void emitIfReady(String subject, OpenWindow w, Ledger ledger, List<Decision> out) {
    if (isSettled(w)) {
      Cause cause = w.getNextRevision() == 0 ? Cause.COMPLETE : Cause.LATE;
      emit(subject, w, cause, true, ledger, out);
    } else if (w.getNextRevision() > 0) {
      emit(subject, w, Cause.LATE, false, ledger, out);
    } else if (isDecided(w)) {
      emit(subject, w, Cause.DEADLINE, false, ledger, out);
    }
  }

  private void declareMissingByEventTime(Modality m, Ledger ledger, List<Decision> out) {
    Due due;
    while ((due = deadlines.awaitedUntil(m, ledger.of(m).getPartitionTime())) != null) {
      declareMissing(due, m, Cause.DEADLINE, ledger, out);
    }
  }

  private void declareMissing(Due due, Modality m, Cause cause, Ledger ledger, List<Decision> out) {
    SubjectWindows subject = states.get(due.subject());
    OpenWindow w = byId(subject, due.windowId());
    deadlines.remove(due.subject(), w);
    Slot slot = w.getSlots().get(m.ordinal());
    slot.setState(SlotState.MISSING);
    if (slot.getReason() == null) {
      slot.setReason(AbsenceReason.UNKNOWN);
    }
    if (w.getNextRevision() == 0 && isDecided(w)) {
      emit(due.subject(), w, cause, false, ledger, out);
    }
    deadlines.add(due.subject(), w);
    states.put(due.subject(), subject);
  }

  private void retireByEventTime(Ledger ledger, List<Decision> out) {
    long through = Long.MAX_VALUE;
    for (Modality m : expected) {
      through = Math.min(through, ledger.of(m).getPartitionTime());
    }
    Due due;
    while ((due = deadlines.retainedUntil(through)) != null) {
      retire(due, ledger, out);
    }
  }

  private void retireByWallClock(long[] readToEndAt, Ledger ledger, List<Decision> out) {
    long latest = Arrays.stream(readToEndAt).max().orElse(-1);
    List<Due> over = new ArrayList<>();
    for (Due due : deadlines.retainedByWallBefore(latest)) {
      OpenWindow w = byId(states.get(due.subject()), due.windowId());
      long end = policy.retainedUntil(w.getEnd());
      boolean closed =
          expected.stream()
              .allMatch(
                  m ->
                      ledger.of(m).getPartitionTime() >= end
                          || readToEndAt[m.ordinal()] > due.atMs());
      if (!closed) {
        break;
      }
      over.add(due);
    }
    over.forEach(due -> closeByWallClock(due, ledger, out));
  }

  /** What has no final yet gets it and is remembered; what was remembered long enough is not. */
  private void closeByWallClock(Due due, Ledger ledger, List<Decision> out) {
    SubjectWindows subject = states.get(due.subject());
    OpenWindow w = byId(subject, due.windowId());
    if (w.getIsFinal()) {
      retire(due, ledger, out);
      return;
    }
    deadlines.remove(due.subject(), w);
    emit(due.subject(), w, Cause.RETENTION, true, ledger, out);
    deadlines.add(due.subject(), w);
    states.put(due.subject(), subject);
  }

  /** Forgets the window; if it had no final yet, the last result becomes it. */
  private void retire(Due due, Ledger ledger, List<Decision> out) {
    SubjectWindows subject = states.get(due.subject());
    OpenWindow w = byId(subject, due.windowId());
    deadlines.remove(due.subject(), w);
    if (w.getIsFinal()) {
      out.add(new Decision.Forget(due.subject(), due.windowId()));
    } else {
      emit(due.subject(), w, Cause.RETENTION, true, ledger, out);
    }
    List<OpenWindow> others = new ArrayList<>(subject.getWindows());
    others.removeIf(other -> other == w);
    states.put(due.subject(), others.isEmpty() ? null : new SubjectWindows(others));
    for (Modality m : Modality.values()) {
      // also of a modality that is not expected: its partition may lag and would open it again
      ledger.closeThrough(m, policy.retainedUntil(w.getEnd()));
    }
  }

  private void emit(
      String subject,
      OpenWindow w,
      Cause cause,
      boolean isFinal,
      Ledger ledger,
      List<Decision> out) {
    for (Modality m : Modality.values()) {
      Slot slot = w.getSlots().get(m.ordinal());
      if (slot.getState() == SlotState.PRESENT && !slot.getUsed()) {
        slot.setUsed(true);
        ledger.openToUsed(m);
      }
    }
    int revision = w.getNextRevision();
    w.setNextRevision(revision + 1);
    w.setIsFinal(isFinal);
    if (isFinal) {
      ledger.finished();
    }
    long deadline = 0;
    for (Modality m : expected) {
      deadline = Math.max(deadline, policy.deadline(m, w.getEnd(), w.getFirstEventTime()));
    }
    OpenWindow copy = OpenWindow.newBuilder(w).build();
    out.add(
        new Decision.Emit(
            subject, copy, revision, isFinal, cause, deadline, ledger.partitionTimes()));
  }

  private void late(Arrival a, OpenWindow w, Ledger ledger, List<Decision> out) {
    ledger.late(a.modality());
    out.add(
        w == null
            ? new Decision.Late(locator.windowId(a), locator.start(a), null)
            : new Decision.Late(w.getWindowId(), w.getStart(), w.getNextRevision() - 1));
  }

  /** Settled: nothing more can come for any expected modality under the policy "first". */
  private boolean isSettled(OpenWindow w) {
    return expected.stream()
        .map(m -> w.getSlots().get(m.ordinal()).getState())
        .noneMatch(s -> s == SlotState.WAITING || s == SlotState.MISSING);
  }

  /** Decided: no expected modality is still waited for. */
  private boolean isDecided(OpenWindow w) {
    return expected.stream()
        .noneMatch(m -> w.getSlots().get(m.ordinal()).getState() == SlotState.WAITING);
  }

  private static OpenWindow byId(SubjectWindows subject, String windowId) {
    for (OpenWindow w : subject.getWindows()) {
      if (w.getWindowId().equals(windowId)) {
        return w;
      }
    }
    throw new IllegalStateException("no window " + windowId + " in the store of its deadline");
  }
}
