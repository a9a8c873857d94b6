package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.batch.CallJournal.Stage;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.harness.CountingModel;
import io.lacuna.app.harness.LosableModel;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.schema.Cause;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.wire.TrustedRecords;
import java.nio.ByteBuffer;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A poison observation anywhere in a batch fails alone. */
class BatchScorerTest {
  private static final String POISON = "666";

  static {
    // records are built here before anything has connected to a registry
    TrustedRecords.install();
  }

  @TempDir Path dir;
  private CallJournal journal;

  @BeforeEach
  void open() {
    journal = CallJournal.open(dir.resolve("calls"), 8);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 6, 7})
  void onlyTheGuiltyObservationFails(int guilty) {
    List<String> payloads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      payloads.add(i == guilty ? POISON : Integer.toString(i));
    }
    BatchScorer scorer =
        new BatchScorer(
            new CountingModel(),
            RoutingTable.of(List.of(), Map.of(), CountingModel.ADAPTER),
            ref ->
                PipelineHarness.sample(
                    "p",
                    Modality.TEXT,
                    0,
                    new InlineBytes(
                        "text/plain",
                        ByteBuffer.wrap(
                            payloads
                                .get((int) ref.getOffset())
                                .getBytes(StandardCharsets.US_ASCII)))),
            new Payloads(new PayloadLimits(1024, 1024, null, 1024)),
            journal);

    List<ScoringOutcome> outcomes = scorer.score(observations(payloads.size()));

    for (int i = 0; i < outcomes.size(); i++) {
      if (i == guilty) {
        assertThat(outcomes.get(i).failure()).isEqualTo(RejectReason.MODEL_FAILED);
      } else {
        assertThat(outcomes.get(i).scores().values().get(0)[1]).isEqualTo(i / 100f);
      }
    }
  }

  @Test
  void aPayloadThatBreaksTheExtractorFailsItsObservationOnly() {
    BatchScorer scorer =
        new BatchScorer(
            new CountingModel(),
            RoutingTable.of(List.of(), Map.of(), CountingModel.ADAPTER),
            ref ->
                PipelineHarness.sample(
                    "p",
                    Modality.TEXT,
                    0,
                    ref.getOffset() == 1
                        ? new FeatureTensor(List.of(0), ByteBuffer.allocate(0))
                        : new InlineBytes("text/plain", ByteBuffer.wrap(new byte[] {'7'}))),
            new Payloads(new PayloadLimits(1024, 1024, null, 1024)),
            journal);

    List<ScoringOutcome> outcomes = scorer.score(observations(3));

    assertThat(outcomes)
        .extracting(ScoringOutcome::failure)
        .containsExactly(null, RejectReason.MODEL_FAILED, null);
  }

  @Test
  void aModelThatFailsOnItsProbeBlamesNobody() {
    BatchScorer scorer = scorer(new LosableModel(() -> true));

    assertThatThrownBy(() -> scorer.score(observations(3)))
        .isInstanceOf(SystemicFailureException.class)
        .hasMessageContaining("device lost");
  }

  @Test
  void memoryThatRunsOutOnEveryCallBlamesNobody() {
    BatchScorer scorer =
        scorer(
            new LosableModel(
                () -> {
                  throw new OutOfMemoryError("native");
                }));

    assertThatThrownBy(() -> scorer.score(observations(2)))
        .isInstanceOf(SystemicFailureException.class);
  }

  @Test
  void whatKilledTheProcessAmongOthersIsTriedAloneAndThenNoMore() {
    List<PendingObservation> batch = observations(3);
    killedIn(batch);
    BatchScorer second = scorer(new SizeModel());
    assertThat(second.score(batch)).allMatch(o -> o.failure() == null);
    assertThat(batch).as("acquitted").allMatch(o -> journal.crashes(o) == 0);

    killedIn(batch);
    killedIn(batch.subList(1, 2));
    assertThat(scorer(new SizeModel()).score(batch))
        .extracting(ScoringOutcome::failure)
        .containsExactly(null, RejectReason.MODEL_CRASHED, null);
  }

  @Test
  void aJournalHasOneProcess() {
    assertThatThrownBy(() -> CallJournal.open(dir.resolve("calls"), 8))
        .hasRootCauseInstanceOf(OverlappingFileLockException.class);
  }

  @Test
  void theHandsOfBothStagesAreSuspected() {
    List<PendingObservation> batch = observations(4);
    journal.begin(Stage.PREDICTING, batch.subList(0, 2));
    journal.begin(Stage.PREPARING, batch.subList(1, 3));
    journal.end(Stage.PREPARING);
    journal.begin(Stage.PREPARING, batch.subList(1, 3));
    reopen();
    assertThat(batch).extracting(journal::crashes).containsExactly(1, 1, 1, 0);

    journal.begin(Stage.PREDICTING, batch);
    journal.begin(Stage.PREPARING, batch.subList(2, 3));
    journal.end(Stage.PREDICTING);
    reopen();
    assertThat(batch).extracting(journal::crashes).containsExactly(1, 1, 2, 0);
  }

  /** What the next process finds when the last one ended in a call. */
  private void killedIn(List<PendingObservation> batch) {
    journal.begin(Stage.PREDICTING, batch);
    reopen();
  }

  private void reopen() {
    journal.close();
    journal = CallJournal.open(dir.resolve("calls"), 8);
  }

  private BatchScorer scorer(ScoringModel model) {
    return new BatchScorer(
        model,
        RoutingTable.of(List.of(), Map.of(), model.defaultAdapter()),
        ref -> text("7"),
        new Payloads(new PayloadLimits(1024, 1024, null, 1024)),
        journal);
  }

  static Sample text(String content) {
    ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
    return PipelineHarness.sample("p", Modality.TEXT, 0, new InlineBytes("text/plain", bytes));
  }

  static List<PendingObservation> observations(int n) {
    List<PendingObservation> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Instant t = Instant.ofEpochMilli(PipelineHarness.T0);
      Prediction draft =
          Prediction.newBuilder()
              .setSubject("p" + i)
              .setPipeline("patient")
              .setWindowId("w")
              .setWindowStart(t)
              .setWindowEnd(t)
              .setRevision(0)
              .setIsFinal(true)
              .setCause(Cause.COMPLETE)
              .setPresence(2)
              .setPresenceLetters("-T-")
              .setAbsences(List.of())
              .setScores(null)
              .setModelDigest("")
              .setAdapter("")
              .setAdapterDigest("")
              .setInputs(List.of(new SampleRef(Modality.TEXT, "t", 0, (long) i, t, "")))
              .setDecision(new DecisionClocks(t, t, List.of()))
              .build();
      all.add(new PendingObservation(draft, null, false, 0L));
    }
    return all;
  }
}
