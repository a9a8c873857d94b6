package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.AppConfig.BatchPolicy;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.harness.CountingModel;
import io.lacuna.app.harness.LosableModel;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.AdapterRouter;
import io.lacuna.app.route.NotYetRoutableException;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.state.PendingObservation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream thread that waits for a score is never left waiting, nor told a fault as a verdict. */
class MicroBatcherTest {
  @TempDir Path dir;
  private final ScoringHealth health = new ScoringHealth();
  private CallJournal journal;

  @BeforeEach
  void open() {
    journal = CallJournal.open(dir.resolve("calls"), 1);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void closingFailsWhatIsNotScoredYet() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    MicroBatcher batcher =
        batcher(
            CountingModel::new,
            ref -> {
              asked.countDown();
              throw new TimeoutException("the log cannot be read");
            });
    PendingObservation observation = BatchScorerTest.observations(1).get(0);
    CompletableFuture<ScoringOutcome> beingScored = batcher.submit(observation);
    asked.await();
    CompletableFuture<ScoringOutcome> queued = batcher.submit(observation);
    await().until(() -> health.stoppedBy().orElse("").contains("the log cannot be read"));
    batcher.close();
    CompletableFuture<ScoringOutcome> tooLate = batcher.submit(observation);

    for (CompletableFuture<ScoringOutcome> f : List.of(beingScored, queued, tooLate)) {
      assertThatThrownBy(() -> f.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void waitsForAnAdapterAndThenScores() throws Exception {
    CountDownLatch askedTwice = new CountDownLatch(2);
    AtomicBoolean loaded = new AtomicBoolean();
    AdapterRouter routes =
        (site, presence, windowStart) -> {
          askedTwice.countDown();
          if (!loaded.get()) {
            throw new NotYetRoutableException("the adapter is on its way");
          }
          return CountingModel.ADAPTER;
        };
    InlineBytes digits = new InlineBytes("text/plain", ByteBuffer.wrap(new byte[] {'7'}));
    SampleSource samples = ref -> PipelineHarness.sample("s", ref.getModality(), 0, digits);
    try (MicroBatcher batcher = batcher(CountingModel::new, routes, samples)) {
      CompletableFuture<ScoringOutcome> outcome =
          batcher.submit(BatchScorerTest.observations(1).get(0));
      askedTwice.await();
      assertThat(outcome).isNotDone();
      loaded.set(true);
      assertThat(outcome.get(5, TimeUnit.SECONDS).adapter()).isEqualTo(CountingModel.ADAPTER);
    }
  }

  @Test
  void aModelThatMustBeOpenedAgainFailsNobody() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    try (MicroBatcher batcher =
        batcher(
            () -> {
              boolean first = opened.incrementAndGet() == 1;
              return new LosableModel(() -> first);
            },
            ref -> BatchScorerTest.text("7"))) {
      List<CompletableFuture<ScoringOutcome>> all =
          BatchScorerTest.observations(3).stream().map(batcher::submit).toList();
      await().until(() -> health.stoppedBy().orElse("").contains("device lost"));
      for (CompletableFuture<ScoringOutcome> f : all) {
        assertThat(f.get(30, TimeUnit.SECONDS).scores()).isNotNull();
      }
    }
    assertThat(opened).hasValue(2);
    assertThat(health.stoppedBy()).isEmpty();
  }

  private MicroBatcher batcher(Supplier<ScoringModel> opener, SampleSource samples) {
    return batcher(opener, RoutingTable.of(List.of(), Map.of(), CountingModel.ADAPTER), samples);
  }

  private MicroBatcher batcher(
      Supplier<ScoringModel> opener, AdapterRouter routes, SampleSource samples) {
    ReopenableModel model = new ReopenableModel(opener);
    BatchScorer scorer =
        new BatchScorer(
            model,
            routes,
            samples,
            new Payloads(new PayloadLimits(1024, 1024, null, 1024)),
            journal);
    return new MicroBatcher(
        "patient",
        new BatchPolicy(1, Duration.ZERO, 8, BatchShape.DYNAMIC),
        scorer,
        new Recovery("patient", model, health),
        new PipelineMetrics(new SimpleMeterRegistry(), "patient"),
        0);
  }
}
