package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.AppConfig.BatchPolicy;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.harness.CountingModel;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.AdapterRouter;
import io.lacuna.app.route.NotYetRoutableException;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.schema.InlineBytes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** A stream thread that waits for a score is never left waiting. */
class MicroBatcherTest {
  @Test
  void closingFailsWhatIsNotScoredYet() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    MicroBatcher batcher =
        batcher(
            ref -> {
              asked.countDown();
              throw new TimeoutException("the log cannot be read");
            });
    CompletableFuture<ScoringOutcome> beingScored =
        batcher.submit(BatchScorerTest.observations(1).get(0));
    asked.await();
    CompletableFuture<ScoringOutcome> queued =
        batcher.submit(BatchScorerTest.observations(1).get(0));
    batcher.close();
    CompletableFuture<ScoringOutcome> tooLate =
        batcher.submit(BatchScorerTest.observations(1).get(0));

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
    try (MicroBatcher batcher = batcher(routes, samples)) {
      CompletableFuture<ScoringOutcome> outcome =
          batcher.submit(BatchScorerTest.observations(1).get(0));
      askedTwice.await();
      assertThat(outcome).isNotDone();
      loaded.set(true);
      assertThat(outcome.get(5, TimeUnit.SECONDS).adapter()).isEqualTo(CountingModel.ADAPTER);
    }
  }

  private static MicroBatcher batcher(SampleSource samples) {
    return batcher(RoutingTable.of(List.of(), Map.of(), CountingModel.ADAPTER), samples);
  }

  private static MicroBatcher batcher(AdapterRouter routes, SampleSource samples) {
    BatchScorer scorer =
        new BatchScorer(
            new CountingModel(),
            routes,
            samples,
            new Payloads(new PayloadLimits(1024, 1024, null, 1024)));
    return new MicroBatcher(
        "patient",
        new BatchPolicy(1, Duration.ZERO, 8),
        scorer,
        new PipelineMetrics(new SimpleMeterRegistry(), "patient"));
  }
}
