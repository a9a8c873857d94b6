package io.lacuna.app.simulate;

import io.lacuna.app.simulate.Seen.Read;
import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.app.window.WindowPolicy.Kind;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.ModalityLedger;
import io.lacuna.schema.state.TaskLedger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Invariants that follow from what senders sent and when, without the oracle: nothing that came in
 * time or lies unread is called missing, nothing missing goes unsaid, every window has one final
 * and revisions without gaps, every record is in one place.
 */
final class GroundTruth {
  private final DrawnPolicy drawn;
  private final WindowPolicy policy;
  private final SimulatedLog log;
  private final List<Read> read = new ArrayList<>();
  private final long[] partitionTime = {-1, -1, -1};
  private final Map<String, List<Emission>> said = new HashMap<>();
  private final Set<Ref> used = new HashSet<>();

  /** Sample that was read for a window and is not in it → the emission that calls it missing. */
  private final Map<Ref, Emission> mustBeElsewhere = new HashMap<>();

  GroundTruth(DrawnPolicy drawn, SimulatedLog log) {
    this.drawn = drawn;
    this.policy = drawn.policy();
    this.log = log;
  }

  void see(Seen entry) {
    if (entry instanceof Read r) {
      read.add(r);
      if (r.record().isSound()) {
        int m = r.modality().ordinal();
        partitionTime[m] = Math.max(partitionTime[m], r.eventTimeMs());
      }
    }
  }

  /** Longer than any window can live on a silent topic, ms. */
  int longestLife() {
    long first = Long.MAX_VALUE;
    long last = 0;
    for (Read r : read) {
      first = Math.min(first, r.eventTimeMs());
      last = Math.max(last, r.eventTimeMs());
    }
    long span = read.isEmpty() ? 0 : last - first;
    return (int)
        (span
            + 2 * policy.size().toMillis()
            + policy.grace().toMillis()
            + policy.retention().toMillis()
            + policy.remember().toMillis()
            + policy.emit().after().toMillis());
  }

  /**
   * Called at the instant of a decision: a modality that is called missing must not lie unread, if
   * it was sent before the time to wait for it was over.
   *
   * @throws Diverged if one does
   */
  void decided(int step, Emission e) {
    if (e.cause() == Cause.EARLY) {
      return;
    }
    List<Read> own = read.stream().filter(r -> r.record().isSound() && isOf(e, r)).toList();
    e.absences()
        .forEach(
            (m, reason) -> {
              boolean markersWord =
                  own.stream().anyMatch(r -> r.modality() == m && r.record().marker() == reason);
              if (reason == AbsenceReason.UNKNOWN && !own.isEmpty() && !markersWord) {
                notMissing(step, e, m, own);
              }
            });
  }

  private void notMissing(int step, Emission e, Modality m, List<Read> own) {
    // the shortest that the window can ever have waited, whatever came for it later or before
    long size = policy.size().toMillis();
    long longest = policy.kind() == Kind.TUMBLING ? e.endMs() - own.get(0).eventTimeMs() : size;
    long wait = Math.min(longest, drawn.waitMs(m)) + policy.grace().toMillis();
    long until = policy.kind() == Kind.SESSION ? e.firstEventMs() + size : e.endMs();
    long deadline = Math.min(until, e.firstEventMs() + drawn.waitMs(m)) + policy.grace().toMillis();
    long idleAfter = own.stream().mapToLong(Read::wallMs).min().orElseThrow() + wait;
    if (partitionTime[m.ordinal()] >= deadline) {
      return;
    }
    long position = read.stream().filter(r -> r.modality() == m).count();
    List<SimulatedLog.Entry> partition = log.partition(m);
    for (long offset = position; offset < partition.size(); offset++) {
      SimulatedLog.Entry unread = partition.get((int) offset);
      Read asRead = new Read(new Ref(m, offset), unread.record(), log.wallMs());
      boolean sample = unread.record().isSound() && !unread.record().isMarker();
      boolean inTime = unread.appendedMs() <= idleAfter;
      Diverged.unless(
          !(sample && inTime && isOf(e, asRead)),
          step,
          m + " is not missing: " + unread.record() + " was sent in time and lies unread",
          e);
    }
    if (policy.kind() == Kind.TUMBLING || policy.kind() == Kind.CORRELATED) {
      own.stream()
          .filter(r -> r.modality() == m && !r.record().isMarker())
          .forEach(r -> mustBeElsewhere.put(r.ref(), e));
    }
  }

  /** Whether a record belongs to the window of an emission by its bounds. */
  private boolean isOf(Emission e, Read r) {
    boolean inside = r.eventTimeMs() >= e.startMs() && r.eventTimeMs() < e.endMs();
    boolean sameId =
        policy.kind() != Kind.CORRELATED
            || Objects.requireNonNullElse(r.record().correlationId(), r.record().subject())
                .equals(e.windowId());
    return r.record().subject().equals(e.subject()) && inside && sameId;
  }

  /**
   * Takes a prediction in the order of its topic.
   *
   * @throws Diverged if its revision does not follow the one before
   */
  void said(int step, Emission e, Prediction p) {
    List<Emission> before = said.computeIfAbsent(e.key(), k -> new ArrayList<>());
    Emission last = before.isEmpty() ? null : before.get(before.size() - 1);
    boolean begins = e.revision() == 0 && (last == null || reopens(last, e));
    boolean follows = last != null && !last.isFinal() && e.revision() == last.revision() + 1;
    Diverged.unless(
        begins || follows,
        step,
        "revisions have no gap and none follows the final" + (last == null ? "" : " " + last),
        e);
    Diverged.unless(
        !follows || e.adapter().equals(last.adapter()), step, "a window keeps its adapter", e);
    before.add(e);
    used.addAll(e.inputs());
    p.getBrokenInputs().forEach(ref -> used.add(SimulatedScorer.ref(ref)));
  }

  /** A correlation id may come back after its window was forgotten. */
  private boolean reopens(Emission last, Emission e) {
    return policy.kind() == Kind.CORRELATED && last.isFinal() && last.startMs() != e.startMs();
  }

  /** The last emission of every window. */
  Collection<Emission> finals() {
    return said.values().stream().map(all -> all.get(all.size() - 1)).toList();
  }

  /**
   * @throws Diverged if a window has no final, something missing is not said, or a record is in no
   *     place or in two
   */
  void atTheEnd(int step, TaskLedger ledger, List<Ref> late, List<Ref> dead) {
    for (Emission e : finals()) {
      Diverged.unless(e.isFinal(), step, "every window has a final", e);
      if (e.cause() != Cause.MERGED) {
        everythingIsSaid(step, e);
      }
    }
    mustBeElsewhere.forEach(
        (ref, e) ->
            Diverged.unless(
                late.contains(ref) || dead.contains(ref),
                step,
                ref + " was read, is neither late nor refused, and is called missing",
                e));
    Diverged.unlessEqual(
        step,
        "windows opened = finished + absorbed",
        ledger.getOpened(),
        ledger.getFinished() + ledger.getAbsorbed());
    for (Modality m : Modality.values()) {
      ModalityLedger row = ledger.getModalities().get(m.ordinal());
      long out = count(late, m) + row.getSuperseded() + row.getDuplicate() + row.getMarker();
      Set<Ref> refused = new HashSet<>(dead);
      refused.removeAll(used);
      Diverged.unlessEqual(
          step,
          m + " records = in predictions + late + refused + superseded + duplicate + markers",
          (long) log.partition(m).size(),
          count(used, m) + count(refused, m) + out);
    }
    Set<Ref> twice = new HashSet<>(late);
    twice.retainAll(used);
    Diverged.unless(twice.isEmpty(), step, "nothing is both late and in a prediction", twice);
    Diverged.unlessEqual(
        step, "each dead letter comes once", new HashSet<>(dead).size(), dead.size());
    Diverged.unlessEqual(
        step, "each late sample comes once", new HashSet<>(late).size(), late.size());
  }

  private void everythingIsSaid(int step, Emission e) {
    String[] kinds =
        read.stream()
            .filter(r -> r.record().isSound() && r.record().subject().equals(e.subject()))
            .map(r -> r.record().kind())
            .distinct()
            .toArray(String[]::new);
    for (Modality m : Modality.values()) {
      boolean expected = Arrays.stream(kinds).allMatch(k -> drawn.expected(k).contains(m));
      boolean present = e.inputs().stream().anyMatch(ref -> ref.modality() == m);
      Diverged.unless(
          present || !expected || e.absences().containsKey(m),
          step,
          "the final says that " + m + " is absent",
          e);
    }
  }

  private static long count(Collection<Ref> refs, Modality m) {
    return refs.stream().filter(ref -> ref.modality() == m).count();
  }
}
