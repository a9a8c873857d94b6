package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.AppConfig.BatchPolicy;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.harness.LosableModel;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.PendingObservation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes next is prepared while the model runs, and that changes nothing but the time. */
class PrepareAheadTest {
  private static final int BATCH = 2;

  @TempDir Path dir;
  private final AtomicInteger fetched = new AtomicInteger();
  private CallJournal journal;

  @BeforeEach
  void open() {
    journal = CallJournal.open(dir.resolve("calls"), BATCH);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void theNextObservationIsPreparedWhileTheModelRuns() throws Exception {
    CountDownLatch modelRuns = new CountDownLatch(1);
    CountDownLatch nextIsFetched = new CountDownLatch(1);
    try (MicroBatcher batcher =
        batcher(
            request -> {
              modelRuns.countDown();
              pass(nextIsFetched);
            },
            offset -> {
              if (offset == 1) {
                nextIsFetched.countDown();
              }
            })) {
      List<PendingObservation> two = BatchScorerTest.observations(2);
      CompletableFuture<ScoringOutcome> first = batcher.submit(two.get(0));
      pass(modelRuns);
      CompletableFuture<ScoringOutcome> second = batcher.submit(two.get(1));
      assertThat(scored(first)).isTrue();
      assertThat(scored(second)).isTrue();
    }
  }

  @Test
  void oneBatchIsPreparedAheadAndNoMore() throws Exception {
    CountDownLatch modelRuns = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (MicroBatcher batcher =
        batcher(
            request -> {
              modelRuns.countDown();
              pass(goOn);
            },
            offset -> {})) {
      List<PendingObservation> many = BatchScorerTest.observations(10);
      List<CompletableFuture<ScoringOutcome>> outcomes = new ArrayList<>();
      outcomes.add(batcher.submit(many.get(0)));
      pass(modelRuns);
      many.subList(1, 10).forEach(o -> outcomes.add(batcher.submit(o)));
      // one under the model, a batch that waits, one that finds no place there
      await().until(() -> fetched.get() == 1 + BATCH + 1 && isParked("lacuna-preparer-patient"));
      goOn.countDown();
      for (CompletableFuture<ScoringOutcome> outcome : outcomes) {
        assertThat(scored(outcome)).isTrue();
      }
      assertThat(fetched).hasValue(10);
    }
  }

  @Test
  void whatFailsAheadIsTriedAgainBeforeAnybodyIsBlamed() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (MicroBatcher batcher =
        batcher(
            request -> {},
            offset -> {
              if (offset == 1 && tries.incrementAndGet() == 1) {
                throw new IllegalStateException("the tokenizer was closed");
              }
              if (offset == 2) {
                throw new IllegalStateException("breaks the decoder every time");
              }
            })) {
      List<CompletableFuture<ScoringOutcome>> outcomes =
          BatchScorerTest.observations(4).stream().map(batcher::submit).toList();
      assertThat(scored(outcomes.get(0))).isTrue();
      assertThat(scored(outcomes.get(1))).isTrue();
      assertThat(outcomes.get(2).get(5, TimeUnit.SECONDS).failure())
          .isEqualTo(RejectReason.MODEL_FAILED);
      assertThat(scored(outcomes.get(3))).isTrue();
    }
    assertThat(tries).hasValue(2);
  }

  @Test
  void aLogThatCannotBeReadForAWhileFailsNobody() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (MicroBatcher batcher =
        batcher(
            request -> {},
            offset -> {
              // ahead, and once where it is waited for
              if (offset == 1 && tries.incrementAndGet() <= 2) {
                throw new TimeoutException("no broker answers");
              }
            })) {
      List<CompletableFuture<ScoringOutcome>> outcomes =
          BatchScorerTest.observations(3).stream().map(batcher::submit).toList();
      for (CompletableFuture<ScoringOutcome> outcome : outcomes) {
        assertThat(scored(outcome)).isTrue();
      }
    }
    assertThat(tries).hasValue(3);
  }

  @Test
  void closingWhileBothStagesWorkLeavesNothingHanging() throws Exception {
    CountDownLatch modelRuns = new CountDownLatch(1);
    CountDownLatch fetches = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    MicroBatcher batcher =
        batcher(
            request -> {
              modelRuns.countDown();
              pass(never);
            },
            offset -> {
              if (offset == 1) {
                fetches.countDown();
                pass(never);
              }
            });
    List<PendingObservation> three = BatchScorerTest.observations(3);
    CompletableFuture<ScoringOutcome> scored = batcher.submit(three.get(0));
    pass(modelRuns);
    CompletableFuture<ScoringOutcome> prepared = batcher.submit(three.get(1));
    pass(fetches);
    CompletableFuture<ScoringOutcome> queued = batcher.submit(three.get(2));
    batcher.close();
    for (CompletableFuture<ScoringOutcome> f : List.of(scored, prepared, queued)) {
      assertThatThrownBy(() -> f.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void aSuspectIsAloneInAllStages() throws Exception {
    List<PendingObservation> two = BatchScorerTest.observations(2);
    journal.begin(CallJournal.Stage.PREDICTING, two.subList(0, 1));
    journal.close();
    journal = CallJournal.open(dir.resolve("calls"), BATCH);
    Preparation preparation =
        new Preparation(new LosableModel(r -> {}), samples(o -> {}), payloads(), journal);

    assertThat(preparation.ahead(two.get(0)).isDone()).as("the suspect").isFalse();
    assertThat(fetched).hasValue(0);
    Thread other = new Thread(() -> preparation.ahead(two.get(1)), "another");
    preparation.alone(
        () -> {
          other.start();
          await().until(() -> isParked("another"));
          assertThat(fetched).as("while the suspect is tried").hasValue(0);
          return preparation.finish(Prepared.notYet(two.get(0)));
        });
    other.join(5_000);
    assertThat(fetched).hasValue(2);
  }

  private static boolean isParked(String thread) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(t -> t.getName().equals(thread) && t.getState() == Thread.State.WAITING);
  }

  private static void pass(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("what should have happened meanwhile did not");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static boolean scored(CompletableFuture<ScoringOutcome> outcome) throws Exception {
    return outcome.get(30, TimeUnit.SECONDS).scores() != null;
  }

  private SampleSource samples(LongConsumer onFetch) {
    return new SampleSource() {
      @Override
      public Sample fetch(SampleRef ref) {
        fetched.incrementAndGet();
        onFetch.accept(ref.getOffset());
        return BatchScorerTest.text("7");
      }
    };
  }

  private static Payloads payloads() {
    return new Payloads(new PayloadLimits(1024, 1024, null, 1024));
  }

  private MicroBatcher batcher(Consumer<ScoringRequest> onScore, LongConsumer onFetch) {
    ReopenableModel model = new ReopenableModel(() -> new LosableModel(onScore));
    return new MicroBatcher(
        "patient",
        new BatchPolicy(BATCH, Duration.ZERO, 16, BatchShape.DYNAMIC),
        new BatchScorer(
            model,
            RoutingTable.of(List.of(), Map.of(), model.defaultAdapter()),
            samples(onFetch),
            payloads(),
            journal),
        new Recovery("patient", model, new ScoringHealth()),
        new PipelineMetrics(new SimpleMeterRegistry(), "patient"),
        0);
  }
}
