package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.harness.CountingModel;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.ConformalSet;
import io.lacuna.model.score.Scores;
import io.lacuna.schema.Cause;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.TaskSet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionWriterTest {
  private static final float[] VALUES = {0.4f, 0.2f, 0.1f};

  private static Prediction draft() {
    return Prediction.newBuilder()
        .setSubject("p")
        .setPipeline("patient")
        .setWindowId("0")
        .setWindowStart(Instant.EPOCH)
        .setWindowEnd(Instant.EPOCH)
        .setRevision(0)
        .setIsFinal(true)
        .setCause(Cause.COMPLETE)
        .setPresence(3)
        .setPresenceLetters("IT-")
        .setAbsences(List.of())
        .setScores(null)
        .setModelDigest("")
        .setAdapter("")
        .setAdapterDigest("")
        .setInputs(List.of())
        .setDecision(new DecisionClocks(Instant.EPOCH, Instant.EPOCH, List.of()))
        .build();
  }

  private static Prediction written(double abstainBelow, Scores scores) {
    return new PredictionWriter(new CountingModel(), abstainBelow)
        .complete(draft(), new ScoringOutcome(List.of(), CountingModel.ADAPTER, scores, null));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1, false", "0.5, 0.49, true", "0.5, 0.5, false", "1, 0.99, true"})
  void whatIsLessSureThanAskedForIsMarkedAndStillEmitted(
      double below, float confidence, boolean abstained) {
    Prediction p = written(below, new Scores(List.of(VALUES), confidence, true));
    assertThat(p.getAbstained()).isEqualTo(abstained);
    assertThat(p.getConfidence()).isEqualTo(confidence);
    assertThat(p.getCalibrated()).isTrue();
    assertThat(p.getScores().get(0).getValues()).containsExactly(0.4f, 0.2f, 0.1f);
  }

  @Test
  void withoutAConfidenceThereIsNothingToActOn() {
    assertThat(written(0.5, new Scores(List.of(VALUES), null, false)).getAbstained()).isTrue();
    assertThat(written(0, new Scores(List.of(VALUES), null, false)).getAbstained()).isFalse();
  }

  @Test
  void aFailureIsNoAbstention() {
    Prediction p =
        new PredictionWriter(new CountingModel(), 0.5)
            .complete(
                draft(),
                new ScoringOutcome(
                    List.of(), CountingModel.ADAPTER, null, RejectReason.MODEL_FAILED));
    assertThat(p.getCause()).isEqualTo(Cause.FAILED);
    assertThat(p.getAbstained()).isFalse();
    assertThat(p.getSets()).isEmpty();
  }

  @Test
  void setsAreHandedOnAndAFinalRepeatKeepsThemAndTheMark() {
    Scores scores =
        new Scores(
            List.of(VALUES),
            0.3f,
            true,
            List.of(
                new ConformalSet("findings", 0.9, List.of("a", "b"), null, null),
                new ConformalSet("mood", 0.9, List.of(), -1f, 2f)));
    Prediction p = written(0.5, scores);
    assertThat(p.getSets())
        .containsExactly(
            new TaskSet("findings", 0.9, List.of("a", "b"), null, null),
            new TaskSet("mood", 0.9, List.of(), -1f, 2f));
    Prediction again = new PredictionWriter(new CountingModel(), 0.5).repeat(p, draft());
    assertThat(again.getSets()).isEqualTo(p.getSets());
    assertThat(again.getAbstained()).isTrue();
  }

  @Test
  void abstentionsAreCountedByPresence() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    PipelineMetrics metrics = new PipelineMetrics(meters, "patient");
    metrics.prediction(written(0.5, new Scores(List.of(VALUES), 0.3f, true)), 0);
    metrics.prediction(written(0.5, new Scores(List.of(VALUES), 0.7f, true)), 0);
    assertThat(meters.get("lacuna.predictions.abstained").tag("presence", "IT-").counter().count())
        .isEqualTo(1);
    assertThat(meters.get("lacuna.predictions").counter().count()).isEqualTo(2);
  }
}
