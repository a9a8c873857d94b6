package io.lacuna.bench.torture.oracle;

import io.lacuna.bench.torture.oracle.History.Late;
import io.lacuna.bench.torture.oracle.History.Letter;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Judges what a run left in its topics, one partition at a time: {@link History} in, {@link
 * Findings} out. Must see a finished run: every window had the time to become final.
 */
public final class Oracle {
  private final Rule rule;
  private final Findings findings;

  private final Map<Place, Logged> log = new HashMap<>();
  private final Map<WindowCase.Key, WindowCase> windows = new HashMap<>();
  private final Map<Place, Late> late = new HashMap<>();
  private final Set<Place> raw = new HashSet<>();
  private final Set<Place> broken = new HashSet<>();

  private Oracle(Rule rule, Findings findings) {
    this.rule = rule;
    this.findings = findings;
  }

  /**
   * Adds what is wrong with the history to the findings.
   *
   * @return windows that had a final
   */
  public static long judge(History history, Rule rule, Findings findings) {
    Oracle oracle = new Oracle(rule, findings);
    oracle.read(history);
    oracle.windows.values().forEach(oracle::judge);
    oracle.lateBuildOnFinals(history.late());
    return new Accounts(history, oracle.late.keySet(), findings).judge();
  }

  private void read(History history) {
    for (Logged r : history.inputs()) {
      log.put(r.place(), r);
      if (r.sound()) {
        window(r.subject(), rule.windowStart(r.eventMs())).records().add(r);
      }
    }
    history.late().forEach(this::late);
    history.letters().forEach(this::letter);
    for (Logged r : history.inputs()) {
      if (!r.sound() && !raw.contains(r.place())) {
        findings.add(Violation.LOST, "no dead letter holds " + r.place());
      }
    }
    for (Revision r : history.revisions()) {
      if (!r.windowId().equals(Long.toString(r.windowStartMs()))) {
        findings.add(Violation.MIS_JOINED, r + " names another start than its window's");
      }
      window(r.subject(), r.windowStartMs()).revisions().add(r);
    }
  }

  private WindowCase window(String subject, long startMs) {
    return windows.computeIfAbsent(new WindowCase.Key(subject, startMs), WindowCase::new);
  }

  private void late(Late l) {
    Logged record = log.get(l.place());
    if (record == null) {
      findings.add(Violation.UNSEEN, "a late sample names " + l.place());
    } else if (late.put(l.place(), l) != null) {
      findings.add(Violation.DUPLICATE, l.place() + " is late twice");
    }
  }

  private void letter(Letter l) {
    Logged record = log.get(l.place());
    if (record == null) {
      findings.add(Violation.UNSEEN, "a dead letter names " + l.place());
      return;
    }
    if (!l.pointer() && record.sound()) {
      findings.add(Violation.LOST, l.place() + " is sound and was refused");
    }
    if (!(l.pointer() ? broken : raw).add(l.place())) {
      findings.add(Violation.DUPLICATE, "two dead letters for " + l.place());
    }
  }

  private void judge(WindowCase w) {
    Collection<Logged> inTime = w.records().stream().filter(r -> !isLate(r)).toList();
    if (w.revisions().isEmpty()) {
      if (!inTime.isEmpty()) {
        findings.add(
            Violation.LOST,
            w.key() + " has no prediction, though " + inTime.iterator().next().place() + " came");
      }
      return;
    }
    new RevisionChecks(rule, log, findings).judge(w);
    new FinalChecks(rule, log, broken, findings).judge(w, inTime);
  }

  private boolean isLate(Logged r) {
    return late.containsKey(r.place());
  }

  /** A late sample that names a final which nobody can read came after an aborted one. */
  private void lateBuildOnFinals(Collection<Late> all) {
    for (Late l : all) {
      WindowCase w = windows.get(new WindowCase.Key(l.subject(), Long.parseLong(l.windowId())));
      boolean there =
          l.finalRevision() == null
              || (w != null
                  && w.revisions().stream()
                      .anyMatch(r -> r.isFinal() && r.revision() == l.finalRevision()));
      if (!there) {
        findings.add(
            Violation.ABORTED_READ,
            l.place() + " is late after revision " + l.finalRevision() + ", which is no final");
      }
    }
  }
}
