package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.harness.CountingModel;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.wire.TrustedRecords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A poison observation anywhere in a batch fails alone. */
class BatchScorerTest {
  private static final String POISON = "666";

  static {
    // records are built here before anything has connected to a registry
    TrustedRecords.install();
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
            new Payloads(new PayloadLimits(1024, 1024, null, 1024)));

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
            new Payloads(new PayloadLimits(1024, 1024, null, 1024)));

    List<ScoringOutcome> outcomes = scorer.score(observations(3));

    assertThat(outcomes)
        .extracting(ScoringOutcome::failure)
        .containsExactly(null, RejectReason.MODEL_FAILED, null);
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
