package io.lacuna.bench.torture.oracle;

import static io.lacuna.bench.torture.oracle.RecordedRun.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.bench.torture.oracle.History.Late;
import io.lacuna.bench.torture.oracle.History.Letter;
import io.lacuna.bench.torture.oracle.Revision.Cited;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of fault, planted into a run without any, is found and called by its name. */
class OracleTest {

  @Test
  void aSoundRunHasNone() {
    assertThat(new RecordedRun().judged().examples()).isEmpty();
  }

  /** What is done to the run, and what the oracle must say. */
  record Plant(String what, Violation found, Consumer<RecordedRun> how) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Plant> plants() {
    return Stream.of(
        new Plant(
            "a sample that no output knows",
            Violation.LOST,
            run ->
                run.inputs.add(RecordedRun.sample(Modality.TEXT, 4, 22_000, "cid", 30_000, "t5"))),
        new Plant(
            "a better sample that the final does not hold",
            Violation.LOST,
            run ->
                run.inputs.add(RecordedRun.sample(Modality.TEXT, 4, 22_000, "bob", 23_000, "t5"))),
        new Plant("a final that is gone", Violation.LOST, run -> run.revisions.remove(4)),
        new Plant(
            "a revision in the middle that is gone",
            Violation.LOST,
            run -> run.revisions.remove(1)),
        new Plant(
            "a poison record without its dead letter",
            Violation.LOST,
            run -> run.letters.remove(1)),
        new Plant(
            "a marker whose reason nobody gives",
            Violation.LOST,
            run -> run.inputs.removeIf(r -> r.marker() != null)),
        new Plant(
            "a revision twice",
            Violation.DUPLICATE,
            run -> run.revisions.add(run.revisions.get(0))),
        new Plant(
            "two finals", Violation.DUPLICATE, run -> run.revisions.add(run.revisions.get(2))),
        new Plant("late twice", Violation.DUPLICATE, run -> run.late.add(run.late.get(0))),
        new Plant(
            "two dead letters for a record",
            Violation.DUPLICATE,
            run -> run.letters.add(run.letters.get(1))),
        new Plant(
            "an input that is not in the log",
            Violation.UNSEEN,
            run -> run.citing(3, List.of(new Cited(place(Modality.TEXT, 99), "t3")))),
        new Plant(
            "an input with another payload",
            Violation.UNSEEN,
            run -> run.citing(3, List.of(new Cited(place(Modality.TEXT, 2), "t4")))),
        new Plant(
            "a late sample from nowhere",
            Violation.UNSEEN,
            run -> run.late.add(new Late(place(Modality.TEXT, 99), "ann", "0", 2))),
        new Plant(
            "a dead letter from nowhere",
            Violation.UNSEEN,
            run -> run.letters.add(new Letter(place(Modality.TEXT, 99), false))),
        new Plant(
            "late after a final that was never committed",
            Violation.ABORTED_READ,
            run -> run.late.set(0, new Late(place(Modality.TEXT, 3), "ann", "0", 3))),
        new Plant(
            "a sample of another subject",
            Violation.MIS_JOINED,
            run -> run.citing(4, List.of(new Cited(place(Modality.TEXT, 1), "t2")))),
        new Plant(
            "a modality called missing that lies in the log in time",
            Violation.FALSE_MISSING,
            run ->
                run.inputs.add(RecordedRun.sample(Modality.AUDIO, 2, 3_000, "bob", 22_000, "a2"))),
        new Plant(
            "a ledger that does not balance",
            Violation.UNBALANCED,
            run -> run.of(Modality.TEXT).setUsed(4L)),
        new Plant(
            "a ledger that balances and is wrong",
            Violation.UNBALANCED,
            run -> {
              run.of(Modality.AUDIO).setIn(3L);
              run.of(Modality.AUDIO).setUsed(2L);
            }),
        new Plant(
            "a window that the ledger does not know",
            Violation.UNBALANCED,
            run -> run.ledger.setFinished(1L)));
  }

  @ParameterizedTest
  @MethodSource("plants")
  void whatIsPlantedIsFound(Plant plant) {
    RecordedRun run = new RecordedRun();
    plant.how().accept(run);

    assertThat(run.judged().of(plant.found())).as(plant.what()).isPositive();
  }

  @Test
  void anotherAdapterThanTheOneInForceIsFound() {
    Rule fromTen =
        new Rule(
            RecordedRun.RULE.windowMs(),
            RecordedRun.RULE.graceMs(),
            RecordedRun.RULE.last(),
            new TreeMap<>(Map.of(Long.MIN_VALUE, "one", 30_000L, "two")));

    Findings findings = new RecordedRun().judged(fromTen);

    assertThat(findings.of(Violation.WRONG_VERSION)).isEqualTo(2);
    assertThat(findings.examples()).containsOnlyKeys(Violation.WRONG_VERSION);
  }

  @Test
  void aSampleAnotherWindowsWideIsMisJoined() {
    RecordedRun run = new RecordedRun();
    // ann's own, but of 20 s later
    run.inputs.add(RecordedRun.sample(Modality.AUDIO, 2, 3_000, "ann", 23_000, "a3"));
    run.citing(
        2,
        List.of(
            new Cited(place(Modality.IMAGE, 1), "i1"),
            new Cited(place(Modality.TEXT, 1), "t2"),
            new Cited(place(Modality.AUDIO, 2), "a3")));

    assertThat(run.judged().of(Violation.MIS_JOINED)).isEqualTo(1);
  }

  @Test
  void aModalityIsRightlyMissingWhenItsPartitionHadPassedTheDeadline() {
    RecordedRun run = new RecordedRun();
    run.inputs.add(RecordedRun.sample(Modality.AUDIO, 2, 35_000, "bob", 22_000, "a2"));

    assertThat(run.judged().of(Violation.FALSE_MISSING)).isZero();
  }
}
