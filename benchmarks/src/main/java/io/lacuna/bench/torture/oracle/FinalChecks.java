package io.lacuna.bench.torture.oracle;

import io.lacuna.bench.torture.oracle.Revision.Cited;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the last revision of a window says what became of everything that came in time for it.
 *
 * @param broken places of the samples that a dead letter points to
 */
record FinalChecks(Rule rule, Map<Place, Logged> log, Set<Place> broken, Findings findings) {

  /**
   * @param inTime records of the window that did not come late
   */
  void judge(WindowCase w, Collection<Logged> inTime) {
    Revision last = w.last();
    for (Modality m : Modality.values()) {
      List<Logged> held =
          last.inputs().stream()
              .map(Cited::place)
              .filter(p -> p.modality() == m && log.containsKey(p))
              .map(log::get)
              .toList();
      List<Logged> came = inTime.stream().filter(r -> r.place().modality() == m).toList();
      came.stream().filter(Logged::isSample).forEach(s -> sample(s, held, came, last));
      if (held.isEmpty()) {
        reason(last, m, came);
      }
    }
  }

  /** Held, the same as one that is held, beaten by another, or dead-lettered. */
  private void sample(Logged s, List<Logged> held, List<Logged> came, Revision last) {
    boolean accounted =
        broken.contains(s.place())
            || held.stream().anyMatch(h -> same(h, s) || rule.beats(h, s))
            || came.stream()
                .filter(b -> broken.contains(b.place()))
                .anyMatch(b -> same(b, s) || rule.beats(b, s));
    if (!accounted) {
      findings.add(Violation.LOST, s.place() + " is in no way part of " + last);
    }
  }

  private static boolean same(Logged a, Logged b) {
    return a.eventMs() == b.eventMs() && a.digest().equals(b.digest());
  }

  private void reason(Revision last, Modality m, List<Logged> came) {
    Set<AbsenceReason> allowed = new HashSet<>();
    for (Logged r : came) {
      if (r.marker() != null) {
        allowed.add(r.marker());
      } else {
        allowed.add(AbsenceReason.ERROR);
      }
    }
    if (allowed.isEmpty()) {
      allowed.add(AbsenceReason.UNKNOWN);
    }
    if (!allowed.contains(last.absences().get(m))) {
      findings.add(
          Violation.LOST,
          last + " says " + last.absences().get(m) + " of the " + m + ", not one of " + allowed);
    }
  }
}
