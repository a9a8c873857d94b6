package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.AppConfig.BatchPolicy;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.harness.CountingModel;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.RoutingTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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

  private static MicroBatcher batcher(SampleSource samples) {
    BatchScorer scorer =
        new BatchScorer(
            new CountingModel(),
            RoutingTable.of(List.of(), Map.of(), CountingModel.ADAPTER),
            samples,
            new Payloads(new PayloadLimits(1024, 1024, null, 1024)));
    return new MicroBatcher(
        "patient",
        new BatchPolicy(1, Duration.ZERO, 8),
        scorer,
        new PipelineMetrics(new SimpleMeterRegistry(), "patient"));
  }
}
