package io.lacuna.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.batch.ScoringProcessor;
import io.lacuna.app.batch.WaitBudget;
import io.lacuna.app.harness.CountingModel;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.trace.PipelineTrace;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.Scores;
import io.lacuna.schema.Cause;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.PendingObservation;
import io.lacuna.schema.state.SubjectWindows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scoring results that come when they like, and a task that starts again. */
class ScoringProcessorTest {
  private static final int DEPTH = 8;

  @TempDir Path dir;
  private final List<PendingObservation> submitted = new ArrayList<>();
  private final List<CompletableFuture<ScoringOutcome>> outcomes = new ArrayList<>();
  private MockProcessorContext<Object, Object> context;
  private TaskStates states;
  private ScoringProcessor processor;

  @BeforeEach
  void open() {
    context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), dir.toFile());
    context.setCurrentSystemTimeMs(0);
    Stores.Names names = Stores.Names.of("patient");
    for (StoreBuilder<? extends StateStore> b :
        List.of(
            Stores.windows(names, UnaryOperator.identity()),
            Stores.older(names, UnaryOperator.identity()),
            Stores.ledger(names, UnaryOperator.identity()),
            Stores.pending(names, UnaryOperator.identity()),
            Stores.results(names, UnaryOperator.identity()))) {
      StateStore store = b.withLoggingDisabled().withCachingDisabled().build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
    states = new TaskStates("patient");
    processor =
        new ScoringProcessor(
            "patient",
            states,
            o -> {
              submitted.add(o);
              outcomes.add(new CompletableFuture<>());
              return outcomes.get(outcomes.size() - 1);
            },
            new PredictionWriter(new CountingModel()),
            new PayloadCache(0),
            DEPTH,
            Duration.ofMillis(5),
            WaitBudget.of(Map.of()),
            new PipelineMetrics(new SimpleMeterRegistry(), "patient"),
            PipelineTrace.OFF);
    processor.init(context);
  }

  @Test
  void aTaskThatStartsAgainInPlaceForwardsEachObservationOnce() {
    processor.process(new Record<>("p", pending(0), 0));
    processor.close();
    processor.init(context);
    outcomes.forEach(o -> o.complete(outcome("x")));
    collect();

    assertThat(context.forwarded("patient-predictions")).hasSize(1);
    assertThat(context.forwarded("patient-latest")).hasSize(1);
  }

  @Test
  void aCorrectionUsesTheAdapterOfTheFirstResult() {
    processor.process(new Record<>("p", pending(0), 0));
    outcomes.get(0).complete(outcome("x"));
    processor.process(new Record<>("p", pending(1), 0));

    assertThat(submitted.get(1).getAdapter()).isEqualTo("x");
  }

  @Test
  void aCorrectionWaitsForTheResultBeforeItAndTheThreadDoesNot() {
    processor.process(new Record<>("p", pending(0), 0));
    processor.process(new Record<>("p", pending(1), 0));
    assertThat(submitted).as("the correction is held back").hasSize(1);

    outcomes.get(0).complete(outcome("x"));
    collect();
    assertThat(submitted).hasSize(2);
    assertThat(submitted.get(1).getAdapter()).isEqualTo("x");
    KeyValueStore<Long, PendingObservation> stored =
        context.getStateStore(Stores.Names.of("patient").pending());
    assertThat(stored.get(1L).getAdapter()).as("bound after a restart, too").isEqualTo("x");
  }

  @Test
  void whatWasToldWhileACorrectionWaitedForOthersIsNoInputOfIt() {
    SampleRef broken = ref(0);
    SampleRef sound = ref(1);
    processor.process(new Record<>("p", pending(0, "0", broken), 0));
    processor.process(new Record<>("p", pending(0, "1", sound), 0));
    processor.process(new Record<>("p", pending(0, "2", broken, sound), 0));
    outcomes
        .get(0)
        .complete(
            new ScoringOutcome(
                List.of(new ScoringOutcome.Broken(broken, RejectReason.INVALID_UTF8)),
                "x",
                outcome("x").scores(),
                null));
    collect();
    collect();
    outcomes.get(1).complete(outcome("x"));
    collect();

    assertThat(submitted).hasSize(3);
    assertThat(submitted.get(2).getDraft().getInputs()).containsExactly(sound);
  }

  @Test
  void aTaskThatStartsAgainHoldsBackWhatItHeldBack() {
    processor.process(new Record<>("p", pending(0), 0));
    processor.process(new Record<>("p", pending(1), 0));
    processor.init(context);
    assertThat(submitted).hasSize(2);

    outcomes.get(1).complete(outcome("x"));
    collect();
    assertThat(submitted).hasSize(3);
    assertThat(submitted.get(2).getAdapter()).isEqualTo("x");
  }

  @Test
  void beyondItsDepthTheThreadWaitsForASecondAndThenTakesMore() {
    for (int i = 0; i < DEPTH + 2; i++) {
      processor.process(new Record<>("p", pending(0), 0));
    }
    assertThat(submitted).as("nothing was scored, yet all was taken").hasSize(DEPTH + 2);

    outcomes.forEach(o -> o.complete(outcome("x")));
    collect();
    assertThat(context.forwarded("patient-predictions")).hasSize(DEPTH + 2);
  }

  @Test
  void aWaitIsAQuarterOfTheShortestTimeout() {
    assertThat(WaitBudget.of(Map.of()).leftNanos()).isEqualTo(1_000_000_000L);
    Map<String, String> short4 =
        Map.of("main.consumer.max.poll.interval.ms", "2000", "transaction.timeout.ms", "60000");
    assertThat(WaitBudget.of(short4).leftNanos()).isEqualTo(500_000_000L);
  }

  @Test
  void aWindowThatHasTheIdOfAForgottenOneIsNotBoundToItsAdapter() {
    KeyValueStore<String, SubjectWindows> windows =
        context.getStateStore(Stores.Names.of("patient").windows());
    OpenWindow later =
        OpenWindow.newBuilder()
            .setWindowId("0")
            .setStart(100)
            .setEnd(200)
            .setFirstEventTime(100)
            .setLastEventTime(100)
            .setFirstSeen(0)
            .setNextRevision(0)
            .setHasVerdict(false)
            .setIsFinal(false)
            .setSlots(List.of())
            .build();
    windows.put("p", new SubjectWindows(List.of(later), 0L));
    processor.process(new Record<>("p", pending(0), 0));
    outcomes.get(0).complete(outcome("x"));
    collect();

    assertThat(context.forwarded("patient-predictions")).hasSize(1);
    assertThat(windows.get("p").getWindows().get(0).getAdapter()).isNull();
  }

  private void collect() {
    for (CapturedPunctuator p : context.scheduledPunctuators()) {
      p.getPunctuator().punctuate(0);
    }
  }

  private static ScoringOutcome outcome(String adapter) {
    return new ScoringOutcome(
        List.of(), adapter, new Scores(List.of(new float[] {0, 0, 0}), 0f, false), null);
  }

  private static SampleRef ref(long offset) {
    return new SampleRef(Modality.TEXT, "t", 0, offset, Instant.ofEpochMilli(0), "");
  }

  private static PendingObservation pending(int revision) {
    return pending(revision, "0");
  }

  private static PendingObservation pending(int revision, String window, SampleRef... inputs) {
    Instant at = Instant.ofEpochMilli(0);
    Prediction draft =
        Prediction.newBuilder()
            .setSubject("p")
            .setPipeline("patient")
            .setWindowId(window)
            .setWindowStart(at)
            .setWindowEnd(at)
            .setRevision(revision)
            .setIsFinal(false)
            .setCause(Cause.DEADLINE)
            .setPresence(0)
            .setPresenceLetters("---")
            .setAbsences(List.of())
            .setScores(null)
            .setModelDigest("")
            .setAdapter("")
            .setAdapterDigest("")
            .setInputs(List.of(inputs))
            .setDecision(new DecisionClocks(at, at, List.of()))
            .build();
    return new PendingObservation(draft, null, false, 0L);
  }
}
