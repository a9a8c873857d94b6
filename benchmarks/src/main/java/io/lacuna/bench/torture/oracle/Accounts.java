package io.lacuna.bench.torture.oracle;

import io.lacuna.bench.torture.oracle.History.Letter;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.ModalityLedger;
import java.util.Set;

/**
 * The conservation equation: the application's ledger balances, and every column that can be
 * counted in the topics is what they hold.
 *
 * @param late places of the records that came late
 */
record Accounts(History history, Set<Place> late, Findings findings) {

  /** Windows that had a final. */
  long judge() {
    long finals = history.revisions().stream().filter(Revision::isFinal).count();
    if (history.ledger() == null) {
      if (!history.inputs().isEmpty()) {
        findings.add(Violation.UNBALANCED, "a partition with inputs has no ledger");
      }
      return finals;
    }
    for (Modality m : Modality.values()) {
      judge(m, history.ledger().getModalities().get(m.ordinal()));
    }
    equal("opened, less absorbed", history.ledger().getOpened() - absorbed(), "finals", finals);
    equal("finished", history.ledger().getFinished(), "finals", finals);
    return finals;
  }

  private long absorbed() {
    return history.ledger().getAbsorbed();
  }

  private void judge(Modality m, ModalityLedger l) {
    long in = history.inputs().stream().filter(r -> is(m, r)).count();
    long markers =
        history.inputs().stream()
            .filter(r -> is(m, r) && r.marker() != null && !late.contains(r.place()))
            .count();
    equal(m + " in", l.getIn(), "records in its topic", in);
    equal(m + " late", l.getLate(), "late samples", late.stream().filter(is(m)::test).count());
    equal(m + " markers", l.getMarker(), "markers in its topic that were not late", markers);
    equal(m + " dead letters", l.getDeadLetter(), "dead letters", letters(m, false));
    equal(m + " errors", l.getError(), "dead letters that point to it", letters(m, true));
    equal(m + " open", l.getOpen(), "samples that nothing was said of", 0);
    long placed =
        l.getUsed()
            + l.getSuperseded()
            + l.getDuplicate()
            + l.getMarker()
            + l.getLate()
            + l.getError()
            + l.getDeadLetter()
            + l.getOpen();
    equal(m + " in", l.getIn(), "the sum of the other columns", placed);
  }

  private static boolean is(Modality m, Logged r) {
    return r.place().modality() == m;
  }

  private static java.util.function.Predicate<Place> is(Modality m) {
    return place -> place.modality() == m;
  }

  private long letters(Modality m, boolean pointer) {
    return history.letters().stream()
        .filter(l -> l.pointer() == pointer && l.place().modality() == m)
        .map(Letter::place)
        .count();
  }

  private void equal(String column, long ledger, String counted, long count) {
    if (ledger != count) {
      findings.add(
          Violation.UNBALANCED,
          "the ledger says " + column + " " + ledger + ", " + counted + ": " + count);
    }
  }
}
