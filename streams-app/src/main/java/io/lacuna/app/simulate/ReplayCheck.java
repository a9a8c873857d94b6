package io.lacuna.app.simulate;

import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.Prepared;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.batch.ScoringOutcome.Broken;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.replay.Differences;
import io.lacuna.app.replay.FedRecord;
import io.lacuna.app.replay.LiveLog;
import io.lacuna.app.replay.Perturbation;
import io.lacuna.app.replay.Question;
import io.lacuna.app.replay.ReplayScoring;
import io.lacuna.app.replay.VerifyTask;
import io.lacuna.app.simulate.FeedRecord.Form;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.WindowDecision;
import io.lacuna.schema.state.PendingObservation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Repeats a schedule from the decisions log that its run left behind, and demands the same
 * predictions, late samples, dead letters and decisions, all but the scores.
 */
final class ReplayCheck {
  private final SimulatedPipeline shared;
  private final PipelineConfig pipeline;
  private final SimulatedLog log;
  private final int[] read = new int[Modality.values().length];
  private final List<Prediction> predictions = new ArrayList<>();
  private int late;
  private int deadLetters;

  ReplayCheck(SimulatedPipeline shared, PipelineConfig pipeline, SimulatedLog log) {
    this.shared = shared;
    this.pipeline = pipeline;
    this.log = log;
  }

  /**
   * What is different, in words; empty when nothing is.
   *
   * @param decisions all of the run
   * @param live its predictions
   */
  List<String> differences(
      List<WindowDecision> decisions, List<Prediction> live, int lateThere, int deadLettersThere) {
    Differences differences = new Differences();
    Question question =
        new Question(
            null,
            shared.config(),
            pipeline,
            shared.registry(),
            new SimulatedModel(),
            null,
            Perturbation.NONE);
    new VerifyTask(
            question,
            0,
            LiveLog.of(decisions),
            new Scores(),
            (isLate, record) -> count(isLate),
            differences)
        .run(new PayloadCache(1 << 20), this::next, n -> {});
    List<String> found = new ArrayList<>(differences.first());
    compare(found, "predictions", unscored(live), unscored(predictions));
    compare(found, "late samples", lateThere, late);
    compare(found, "dead letters", deadLettersThere, deadLetters);
    return found;
  }

  private void count(boolean isLate) {
    if (isLate) {
      late++;
    } else {
      deadLetters++;
    }
  }

  private static void compare(List<String> found, String what, Object live, Object replayed) {
    if (!live.equals(replayed)) {
      found.add(what + ": live " + live + ", replay " + replayed);
    }
  }

  private static List<String> unscored(List<Prediction> predictions) {
    return predictions.stream()
        .map(p -> Prediction.newBuilder(p).setScores(null).build().toString())
        .toList();
  }

  private FedRecord next(Modality m, long wallMs) {
    int offset = read[m.ordinal()]++;
    SimulatedLog.Entry entry = log.partition(m).get(offset);
    RecordedRecord record =
        new RecordedRecord(
            m.name(),
            0,
            (long) offset,
            Instant.ofEpochMilli(entry.appendedMs()),
            ByteBuffer.wrap(shared.key(entry)),
            null,
            List.of(),
            null);
    return new FedRecord(record, m, shared.value(entry), wallMs);
  }

  /** Payloads break and the model fails by form; scores are not looked at. */
  private final class Scores implements ReplayScoring {
    @Override
    public Prepared prepare(PendingObservation observation) {
      List<Broken> broken =
          observation.getDraft().getInputs().stream()
              .filter(
                  ref -> log.at(SimulatedScorer.ref(ref)).record().form() == Form.BROKEN_PAYLOAD)
              .map(ref -> new Broken(ref, RejectReason.INVALID_UTF8))
              .toList();
      return new Prepared(observation, Map.of(), broken, null);
    }

    @Override
    public void score(long number, Prepared observation) {
      // a score decides nothing
    }

    @Override
    public void known(long number, ScoringOutcome outcome) {
      // the task was told already
    }

    @Override
    public void made(long number, Prediction prediction) {
      predictions.add(prediction);
    }
  }
}
