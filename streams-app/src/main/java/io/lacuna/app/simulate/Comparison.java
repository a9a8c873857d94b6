package io.lacuna.app.simulate;

import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.app.window.Ledger;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.ModalityLedger;
import io.lacuna.schema.state.TaskLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;

/** Holds what the topology put out, and its ledger, against the oracle and the ground truth. */
final class Comparison {
  private final SimulatedTask task;
  private final Oracle oracle;
  private final GroundTruth truth;
  private final Map<String, Integer> seen = new HashMap<>();
  private final List<OracleLedger.Late> late = new ArrayList<>();
  private final List<OracleLedger.Dead> dead = new ArrayList<>();
  private final List<Prediction> live = new ArrayList<>();

  Comparison(SimulatedTask task, Oracle oracle, GroundTruth truth) {
    this.task = task;
    this.oracle = oracle;
    this.truth = truth;
  }

  /**
   * @throws Diverged at the first difference
   */
  void afterStep(int step) {
    task.predictions().forEach(p -> prediction(step, p));
    Diverged.unlessEqual(
        step, "emissions decided", oracle.output.decided(), live.size() + task.pending());
    ledger(step);
    task.late().forEach(l -> late.add(late(l)));
    task.deadLetters().forEach(l -> dead.add(dead(l)));
    Diverged.unlessEqual(step, "late samples", sortedLate(oracle.ledger.late()), sortedLate(late));
    Diverged.unlessEqual(step, "dead letters", sortedDead(oracle.ledger.dead()), sortedDead(dead));
  }

  /**
   * @throws Diverged if something is left open, or an invariant does not hold
   */
  void atTheEnd(int step) {
    Diverged.unlessEqual(step, "predictions after silence", oracle.output.decided(), live.size());
    Diverged.unlessEqual(step, "subjects with windows after silence", 0, task.subjects());
    truth.atTheEnd(step, task.ledger(), lateRefs(late), deadRefs(dead));
  }

  /**
   * Repeats the run from the decisions log that it left behind.
   *
   * @throws Diverged if anything but a score comes out otherwise
   */
  void replay(int step, ReplayCheck check) {
    Diverged.unlessEqual(
        step,
        "differences between the run and its replay",
        List.of(),
        check.differences(task.decisions(), live, late.size(), dead.size()));
  }

  private void prediction(int step, Prediction p) {
    live.add(p);
    Emission emission = Emission.of(p);
    truth.said(step, emission, p);

    int index = seen.merge(emission.key(), 1, Integer::sum) - 1;
    OracleOutput.Expected expected = oracle.output.at(emission.key(), index);
    if (expected == null) {
      Diverged.unlessEqual(step, "a prediction", "none", emission);
    } else {
      Diverged.unlessEqual(
          step, "a prediction", expected.emission(), emission.expecting(expected.modalities()));
    }
  }

  private void ledger(int step) {
    TaskLedger ledger = task.ledger();
    for (Modality m : Modality.values()) {
      ModalityLedger row = ledger.getModalities().get(m.ordinal());
      Diverged.unlessEqual(step, "balance of " + m, 0L, Ledger.balance(row));
      Diverged.unlessEqual(
          step,
          "ledger of "
              + m
              + " (used, superseded, duplicate, marker, late, error, dead letter, open)",
          oracle.ledger(m),
          List.of(
              row.getUsed(),
              row.getSuperseded(),
              row.getDuplicate(),
              row.getMarker(),
              row.getLate(),
              row.getError(),
              row.getDeadLetter(),
              row.getOpen()));
    }
    Diverged.unlessEqual(
        step,
        "windows opened, finished, absorbed",
        List.of(oracle.opened, oracle.finished, oracle.absorbed),
        List.of(ledger.getOpened(), ledger.getFinished(), ledger.getAbsorbed()));
  }

  private static OracleLedger.Late late(LateSample l) {
    return new OracleLedger.Late(
        SimulatedScorer.ref(l.getRef()),
        l.getWindowId(),
        l.getWindowStart().toEpochMilli(),
        l.getFinalRevision());
  }

  private static OracleLedger.Dead dead(TestRecord<byte[], byte[]> r) {
    String topic = header(r, DeadLetters.ORIGIN_TOPIC);
    Modality origin = null;
    for (Modality m : Modality.values()) {
      if (topic.contains("." + m.name().toLowerCase(Locale.ROOT) + ".")) {
        origin = m;
      }
    }
    long offset = Long.parseLong(header(r, DeadLetters.ORIGIN_OFFSET));
    return new OracleLedger.Dead(new Ref(origin, offset), header(r, DeadLetters.REASON));
  }

  private static String header(TestRecord<byte[], byte[]> r, String key) {
    return new String(r.headers().lastHeader(key).value(), StandardCharsets.UTF_8);
  }

  private static List<OracleLedger.Late> sortedLate(List<OracleLedger.Late> late) {
    return late.stream().sorted(Comparator.comparing(OracleLedger.Late::ref)).toList();
  }

  private static List<OracleLedger.Dead> sortedDead(List<OracleLedger.Dead> dead) {
    return dead.stream().sorted(Comparator.comparing(OracleLedger.Dead::ref)).toList();
  }

  private static List<Ref> lateRefs(List<OracleLedger.Late> late) {
    return late.stream().map(OracleLedger.Late::ref).toList();
  }

  private static List<Ref> deadRefs(List<OracleLedger.Dead> dead) {
    return dead.stream().map(OracleLedger.Dead::ref).toList();
  }
}
