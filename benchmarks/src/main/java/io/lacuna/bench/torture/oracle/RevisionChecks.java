package io.lacuna.bench.torture.oracle;

import io.lacuna.bench.torture.oracle.Revision.Cited;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What must hold of the revisions of a window, one after the other. */
record RevisionChecks(Rule rule, Map<Place, Logged> log, Findings findings) {

  void judge(WindowCase w) {
    Set<Integer> seen = new HashSet<>();
    int finals = 0;
    int highest = -1;
    for (Revision r : w.revisions()) {
      if (!seen.add(r.revision())) {
        findings.add(Violation.DUPLICATE, r + " is there twice");
      }
      highest = Math.max(highest, r.revision());
      finals += r.isFinal() ? 1 : 0;
      judge(r, w);
    }
    for (int n = 0; n < highest; n++) {
      if (!seen.contains(n)) {
        findings.add(Violation.LOST, w.key() + " lacks revision " + n + " of " + highest);
      }
    }
    if (finals > 1) {
      findings.add(Violation.DUPLICATE, w.key() + " has " + finals + " finals");
    } else if (finals == 0) {
      findings.add(Violation.LOST, w.key() + " has no final");
    } else if (!w.last().isFinal()) {
      findings.add(Violation.DUPLICATE, w.last() + " comes after the final");
    }
  }

  private void judge(Revision r, WindowCase w) {
    r.inputs().forEach(cited -> judge(cited, r));
    r.broken().forEach(cited -> judge(cited, r));
    String demanded = rule.adapter(r.windowStartMs());
    if (!r.adapter().equals(demanded)) {
      findings.add(
          Violation.WRONG_VERSION, r + " is scored with " + r.adapter() + ", not " + demanded);
    }
    if (r.cause() == Cause.DEADLINE || r.cause() == Cause.IDLE) {
      r.absences().forEach((modality, reason) -> missing(r, modality, reason, w));
    }
  }

  private void judge(Cited cited, Revision r) {
    Logged record = log.get(cited.place());
    if (record == null || !record.isSample() || !cited.digest().equals(record.digest())) {
      findings.add(Violation.UNSEEN, r + " cites " + cited.place());
      return;
    }
    boolean own =
        record.subject().equals(r.subject())
            && rule.windowStart(record.eventMs()) == r.windowStartMs();
    if (!own) {
      findings.add(
          Violation.MIS_JOINED,
          r + " holds " + cited.place() + " of " + record.subject() + " at " + record.eventMs());
    }
  }

  /**
   * A sample that is in the log is rightly missed only if, before it, its partition had passed the
   * deadline, or if it was appended after the wall clock had passed the same stretch.
   */
  private void missing(Revision r, Modality modality, AbsenceReason reason, WindowCase w) {
    if (reason != AbsenceReason.UNKNOWN) {
      return;
    }
    long deadline = rule.deadline(r.windowStartMs());
    long firstAppended =
        w.records().stream().mapToLong(Logged::appendedMs).min().orElse(Long.MAX_VALUE);
    for (Logged s : w.records()) {
      boolean awaited = s.isSample() && s.place().modality() == modality;
      boolean byEventTime = s.timeBefore() >= deadline;
      boolean byWallClock = s.appendedMs() - firstAppended > deadline - r.firstEventMs();
      if (awaited && !byEventTime && !byWallClock) {
        findings.add(
            Violation.FALSE_MISSING, r + " misses the " + modality + ", which is " + s.place());
      }
    }
  }
}
