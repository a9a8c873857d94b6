package io.lacuna.bench.torture.oracle;

import io.lacuna.app.window.Ledger;
import io.lacuna.bench.torture.oracle.History.Late;
import io.lacuna.bench.torture.oracle.History.Letter;
import io.lacuna.bench.torture.oracle.Revision.Cited;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.ModalityLedger;
import io.lacuna.schema.state.TaskLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run of two subjects in which nothing went wrong, to plant faults into. Windows are 10 s long,
 * grace is 5 s; from 20 s on the adapter is "two".
 *
 * <p>Ann's window 0 is complete, its text is replaced by a later one, its image comes twice, and an
 * image that is broken comes before; a further text is late. Bob's window 20 s lacks the audio, and
 * its image is said not to be performed.
 */
final class RecordedRun {
  static final Rule RULE =
      new Rule(
          10_000,
          5_000,
          Set.of(Modality.TEXT),
          new TreeMap<>(Map.of(Long.MIN_VALUE, "one", 20_000L, "two")));

  final List<Logged> inputs = new ArrayList<>();
  final List<Revision> revisions = new ArrayList<>();
  final List<Late> late = new ArrayList<>();
  final List<Letter> letters = new ArrayList<>();
  final TaskLedger ledger = Ledger.empty();

  RecordedRun() {
    inputs.add(sample(Modality.IMAGE, 0, -1, "ann", 900, "broken"));
    inputs.add(sample(Modality.IMAGE, 1, 900, "ann", 1_000, "i1"));
    inputs.add(sample(Modality.IMAGE, 2, 1_000, "ann", 1_000, "i1"));
    inputs.add(marker(Modality.IMAGE, 3, 1_000, "bob", 21_000));
    inputs.add(sample(Modality.TEXT, 0, -1, "ann", 1_500, "t1"));
    inputs.add(sample(Modality.TEXT, 1, 1_500, "ann", 2_000, "t2"));
    inputs.add(sample(Modality.TEXT, 2, 2_000, "bob", 22_000, "t3"));
    inputs.add(sample(Modality.TEXT, 3, 22_000, "ann", 3_000, "t4"));
    inputs.add(sample(Modality.AUDIO, 0, -1, "ann", 3_000, "a1"));
    inputs.add(Logged.poison(place(Modality.AUDIO, 1), 50_000, 3_000));

    Cited image = new Cited(place(Modality.IMAGE, 1), "i1");
    Cited broken = new Cited(place(Modality.IMAGE, 0), "broken");
    Cited audio = new Cited(place(Modality.AUDIO, 0), "a1");
    Cited text = new Cited(place(Modality.TEXT, 0), "t1");
    Cited later = new Cited(place(Modality.TEXT, 1), "t2");
    add("ann", 0, false, Cause.COMPLETE, List.of(image, text, audio), List.of(broken), Map.of());
    add("ann", 0, false, Cause.LATE, List.of(image, later, audio), List.of(broken), Map.of());
    add("ann", 0, true, Cause.RETENTION, List.of(image, later, audio), List.of(broken), Map.of());
    Map<Modality, AbsenceReason> absences =
        Map.of(Modality.IMAGE, AbsenceReason.NOT_PERFORMED, Modality.AUDIO, AbsenceReason.UNKNOWN);
    Cited bobs = new Cited(place(Modality.TEXT, 2), "t3");
    add("bob", 20_000, false, Cause.IDLE, List.of(bobs), List.of(), absences);
    add("bob", 20_000, true, Cause.RETENTION, List.of(bobs), List.of(), absences);

    late.add(new Late(place(Modality.TEXT, 3), "ann", "0", 2));
    letters.add(new Letter(place(Modality.IMAGE, 0), true));
    letters.add(new Letter(place(Modality.AUDIO, 1), false));
    ledger.setOpened(2L);
    ledger.setFinished(2L);
    columns(Modality.IMAGE, 4, 1, 0).setDuplicate(1L);
    of(Modality.IMAGE).setError(1L);
    of(Modality.IMAGE).setMarker(1L);
    columns(Modality.TEXT, 4, 3, 1);
    columns(Modality.AUDIO, 2, 1, 0).setDeadLetter(1L);
  }

  ModalityLedger of(Modality m) {
    return ledger.getModalities().get(m.ordinal());
  }

  private ModalityLedger columns(Modality m, long in, long used, long lateOnes) {
    of(m).setIn(in);
    of(m).setUsed(used);
    of(m).setLate(lateOnes);
    return of(m);
  }

  static Place place(Modality m, long offset) {
    return new Place(m, 0, offset);
  }

  static Logged sample(
      Modality m, long offset, long timeBefore, String subject, long eventMs, String digest) {
    return new Logged(
        place(m, offset), 40_000 + eventMs, timeBefore, true, subject, eventMs, digest, null);
  }

  private static Logged marker(
      Modality m, long offset, long timeBefore, String subject, long eventMs) {
    return new Logged(
        place(m, offset),
        40_000 + eventMs,
        timeBefore,
        true,
        subject,
        eventMs,
        null,
        AbsenceReason.NOT_PERFORMED);
  }

  private void add(
      String subject,
      long startMs,
      boolean isFinal,
      Cause cause,
      List<Cited> used,
      List<Cited> broken,
      Map<Modality, AbsenceReason> absences) {
    int revision = (int) revisions.stream().filter(r -> r.subject().equals(subject)).count();
    revisions.add(
        new Revision(
            0,
            revisions.size(),
            subject,
            Long.toString(startMs),
            startMs,
            revision,
            isFinal,
            cause,
            startMs < 20_000 ? "one" : "two",
            used,
            broken,
            absences,
            startMs + 1_000));
  }

  /** Puts another in the place of a revision, with other inputs. */
  void citing(int at, List<Cited> used) {
    Revision r = revisions.get(at);
    revisions.set(
        at,
        new Revision(
            r.partition(),
            r.offset(),
            r.subject(),
            r.windowId(),
            r.windowStartMs(),
            r.revision(),
            r.isFinal(),
            r.cause(),
            r.adapter(),
            used,
            r.broken(),
            r.absences(),
            r.firstEventMs()));
  }

  Findings judged() {
    return judged(RULE);
  }

  Findings judged(Rule rule) {
    Findings findings = new Findings();
    Oracle.judge(new History(inputs, revisions, late, letters, ledger), rule, findings);
    return findings;
  }
}
