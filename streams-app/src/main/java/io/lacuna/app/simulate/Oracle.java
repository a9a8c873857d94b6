package io.lacuna.app.simulate;

import io.lacuna.app.simulate.OracleWindow.Slot;
import io.lacuna.app.simulate.OracleWindow.State;
import io.lacuna.app.simulate.Seen.Read;
import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.app.simulate.Seen.Scored;
import io.lacuna.app.window.EmitMode;
import io.lacuna.app.window.SampleChoice;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a task must have said after a processed log: the rule of {@code docs/windows.md}, written
 * for the eye and not for speed.
 */
final class Oracle {
  private static final Modality[] MODALITIES = Modality.values();

  private final DrawnPolicy drawn;
  private final WindowPolicy policy;
  private final Set<Modality> ever;
  private final long[] partitionTime = {-1, -1, -1};
  private final long[] readToEnd = {-1, -1, -1};
  private final List<OracleWindow> windows = new ArrayList<>();
  private long forgottenThrough = -1;

  final OracleLedger ledger = new OracleLedger();
  final OracleOutput output = new OracleOutput();
  long opened;
  long finished;
  long absorbed;

  Oracle(DrawnPolicy drawn) {
    this.drawn = drawn;
    this.policy = drawn.policy();
    this.ever = drawn.everExpected();
  }

  void see(Seen entry) {
    if (entry instanceof Read r) {
      read(r);
    } else if (entry instanceof Seen.Tick tick) {
      tick(tick);
    } else {
      scored((Scored) entry);
    }
  }

  /** How many records of a modality are in each column of the ledger. */
  List<Long> ledger(Modality m) {
    Set<Ref> held = new HashSet<>();
    windows.forEach(w -> w.slot(m).held().forEach(r -> held.add(r.ref())));
    return ledger.row(m, held);
  }

  // ---- the verdict rule

  private boolean isPast(long deadlineMs, Modality m) {
    return partitionTime[m.ordinal()] >= deadlineMs;
  }

  private boolean isIdle(OracleWindow w, long deadlineMs, Modality m) {
    return readToEnd[m.ordinal()] > w.onWall(deadlineMs);
  }

  /** Declares what is missing or overdue by now, and says what that decides. */
  private void declare(boolean byWall) {
    for (OracleWindow w : List.copyOf(windows)) {
      for (Modality m : MODALITIES) {
        boolean awaited = !w.isFinal && w.expected().contains(m) && w.slot(m).state().isAwaited();
        if (awaited && isOver(w, w.deadline(m), m, byWall)) {
          w.missing(m);
          if (isDecided(w) && !isFinalOnly()) {
            say(w, byWall ? Cause.IDLE : Cause.DEADLINE, false, w.revisions > 0, null);
          }
        }
      }
      for (Modality m : MODALITIES) {
        boolean waiting = w.expected().contains(m) && w.slot(m).state() == State.WAITING;
        if (isEarly() && !w.isFinal && waiting && isOver(w, w.earlyAt(), m, byWall)) {
          w.overdue(m);
        }
      }
      if (!w.isFinal && isEarlyOver(w)) {
        say(w, Cause.EARLY, false, false, null);
      }
    }
  }

  private boolean isOver(OracleWindow w, long deadlineMs, Modality m, boolean byWall) {
    return byWall ? isIdle(w, deadlineMs, m) : isPast(deadlineMs, m);
  }

  private boolean isSettled(OracleWindow w) {
    return w.expected().stream().allMatch(m -> w.slot(m).state().isSettled());
  }

  private boolean isDecided(OracleWindow w) {
    return w.expected().stream().noneMatch(m -> w.slot(m).state().isAwaited());
  }

  /** Nothing was emitted, and what is still waited for has had its early wait. */
  private boolean isEarlyOver(OracleWindow w) {
    return isEarly()
        && w.revisions == 0
        && !isDecided(w)
        && w.expected().stream().noneMatch(m -> w.slot(m).state() == State.WAITING);
  }

  // ---- a record

  private void read(Read r) {
    ledger.read(r);
    if (!r.record().isSound()) {
      String reason =
          switch (r.record().form()) {
            case WRONG_KEY -> "KEY_MISMATCH";
            case FAR_FUTURE -> "EVENT_TIME_OUT_OF_RANGE";
            default -> "NOT_REGISTRY_FORMAT";
          };
      ledger.dead(r.ref(), reason);
      return;
    }
    place(r);
    int m = r.modality().ordinal();
    partitionTime[m] = Math.max(partitionTime[m], r.eventTimeMs());
    declare(false);
    retireByEventTime();
  }

  private void place(Read r) {
    List<OracleWindow> ofSubject =
        windows.stream().filter(w -> w.subject().equals(r.record().subject())).toList();
    List<OracleWindow> fitting = ofSubject.stream().filter(w -> w.fits(r)).toList();
    List<OracleWindow> open = fitting.stream().filter(w -> !w.isFinal).toList();
    if (!r.record().isMarker() && fitting.stream().anyMatch(w -> w.holdsEqual(r))) {
      ledger.duplicate(r.ref());
    } else if (!open.isEmpty()) {
      join(r, open);
    } else if (!fitting.isEmpty()) {
      OracleWindow w = fitting.get(0);
      ledger.late(r.ref(), w.id(), w.start(), w.revisions - 1);
    } else if (mayBeForgotten(r)) {
      OracleWindow w = new OracleWindow(drawn, r);
      ledger.late(r.ref(), w.id(), w.start(), null);
    } else if (ofSubject.size() >= policy.maxWindowsPerSubject()) {
      ledger.dead(r.ref(), "TOO_MANY_WINDOWS");
    } else {
      OracleWindow w = new OracleWindow(drawn, r);
      windows.add(w);
      opened++;
      sayIfReady(w, true);
    }
  }

  private void join(Read r, List<OracleWindow> open) {
    OracleWindow w = open.get(0);
    long span = Math.max(w.last(), r.eventTimeMs()) - Math.min(w.first(), r.eventTimeMs());
    if (policy.kind() == WindowPolicy.Kind.CORRELATED && span >= policy.size().toMillis()) {
      ledger.dead(r.ref(), "OUTSIDE_WINDOW");
      return;
    }
    if (policy.kind() == WindowPolicy.Kind.SESSION && open.size() == 2) {
      w = survivor(open.get(0), open.get(1));
    }
    Object before = observation(w);
    for (OracleWindow other : open) {
      if (other != w && policy.kind() == WindowPolicy.Kind.SESSION) {
        windows.remove(other);
        if (other.revisions > 0) {
          say(other, Cause.MERGED, true, true, w.id());
        } else {
          absorbed++;
        }
        w.absorb(other);
      }
    }
    w.came(r);
    sayIfReady(w, !before.equals(observation(w)));
  }

  private static OracleWindow survivor(OracleWindow a, OracleWindow b) {
    if (a.revisions > 0 != b.revisions > 0) {
      return a.revisions > 0 ? a : b;
    }
    return a.start() < b.start() ? a : b;
  }

  /** What an observation is made of; a change of it is worth saying. */
  private static Object observation(OracleWindow w) {
    List<Object> parts = new ArrayList<>();
    parts.add(w.expected());
    for (Modality m : MODALITIES) {
      Slot slot = w.slot(m);
      parts.add(slot.held());
      parts.add(slot.state() == State.ABSENT || slot.state() == State.BROKEN ? slot.reason() : "");
    }
    return parts;
  }

  private void sayIfReady(OracleWindow w, boolean changed) {
    boolean settled = isSettled(w);
    boolean isFinal = settled && w.expected().stream().allMatch(this::holdsFirst);
    if (isFinalOnly()) {
      if (isFinal) {
        say(w, Cause.COMPLETE, true, false, null);
      }
    } else if (w.verdict) {
      if (changed) {
        say(w, Cause.LATE, isFinal, false, null);
      }
    } else if (settled) {
      say(w, Cause.COMPLETE, isFinal, false, null);
    } else if (isDecided(w)) {
      say(w, Cause.DEADLINE, false, false, null);
    } else if (w.revisions > 0 ? changed : isEarlyOver(w)) {
      say(w, Cause.EARLY, false, false, null);
    }
  }

  private boolean holdsFirst(Modality m) {
    SampleChoice choice = policy.choices().getOrDefault(m, SampleChoice.FIRST);
    return choice.rule() == SampleChoice.Rule.FIRST;
  }

  private boolean isEarly() {
    return policy.emit().kind() == EmitMode.Kind.EARLY;
  }

  private boolean isFinalOnly() {
    return policy.emit().kind() == EmitMode.Kind.FINAL_ONLY;
  }

  // ---- the end of windows

  /** Whether a window that held this record may have been final and forgotten. */
  private boolean mayBeForgotten(Read r) {
    long t = r.eventTimeMs();
    OracleWindow own = new OracleWindow(drawn, r);
    boolean known =
        policy.kind() == WindowPolicy.Kind.TUMBLING || policy.kind() == WindowPolicy.Kind.SESSION;
    long slack = own.retainedUntil() - own.end();
    long earliest = (known ? own.end() : t + 1) + slack;
    return earliest <= Math.max(partitionTime[r.modality().ordinal()], forgottenThrough);
  }

  private void retireByEventTime() {
    for (OracleWindow w : List.copyOf(windows)) {
      if (ever.stream().allMatch(m -> isPast(w.retainedUntil(), m))) {
        if (!w.isFinal) {
          say(w, Cause.RETENTION, true, w.revisions > 0, null);
        }
        forget(w);
      }
    }
  }

  private void forget(OracleWindow w) {
    windows.remove(w);
    forgottenThrough = Math.max(forgottenThrough, w.retainedUntil());
  }

  private void tick(Seen.Tick tick) {
    for (Modality m : MODALITIES) {
      readToEnd[m.ordinal()] = tick.readToEndAt().get(m.ordinal());
    }
    declare(true);
    for (OracleWindow w : List.copyOf(windows)) {
      long due = w.retainedUntil();
      long more = w.isFinal ? policy.remember().toMillis() : 0;
      if (ever.stream().allMatch(m -> isPast(due, m) || isIdle(w, due + more, m))) {
        if (w.isFinal) {
          forget(w);
        } else {
          say(w, Cause.RETENTION, true, w.revisions > 0, null);
        }
      }
    }
  }

  // ---- what is said

  /**
   * @param repeat nothing changed since the emission before, whose scores are said again
   */
  private void say(OracleWindow w, Cause cause, boolean isFinal, boolean repeat, String into) {
    if (!repeat) {
      for (Modality m : MODALITIES) {
        w.slot(m).held().forEach(r -> ledger.used(r.ref()));
      }
    }
    output.decide(w, cause, isFinal, repeat, into);
    w.revisions++;
    w.verdict |= cause != Cause.EARLY;
    w.isFinal = isFinal;
    finished += isFinal ? 1 : 0;
  }

  private void scored(Scored s) {
    output.scored(s);
    for (Ref ref : s.broken()) {
      ledger.broken(ref);
      windows.stream().filter(w -> w.subject().equals(s.subject())).forEach(w -> w.broke(ref));
    }
  }
}
