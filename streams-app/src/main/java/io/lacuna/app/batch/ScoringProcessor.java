package io.lacuna.app.batch;

import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.topology.Children;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.app.topology.Stores;
import io.lacuna.app.topology.TaskState;
import io.lacuna.app.topology.TaskStates;
import io.lacuna.app.window.Ledger;
import io.lacuna.app.window.PayloadErrors;
import io.lacuna.schema.PayloadError;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.WindowDecision;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.PendingObservation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Hands decided observations to the scorer and forwards the results in the order of the decisions.
 * An observation stands in the logged pending store from decision to result, so that result, delete
 * and input offset commit together. Only the stream thread touches stores and context.
 */
public final class ScoringProcessor implements Processor<Object, Object, Object, Object> {
  private record InFlight(
      long sequence, PendingObservation pending, CompletableFuture<ScoringOutcome> outcome) {}

  private final String pipeline;
  private final TaskStates states;
  private final Scorer scorer;
  private final PredictionWriter writer;
  private final PayloadCache payloads;
  private final int depth;
  private final Duration collectEvery;
  private final PipelineMetrics metrics;
  private final Children children;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();

  /** Broken payloads that decisions under way may not know of yet. */
  private final Map<SampleRef, ScoringOutcome.Broken> told = new HashMap<>();

  private ProcessorContext<Object, Object> context;
  private KeyValueStore<Long, PendingObservation> pendingStore;
  private KeyValueStore<String, Prediction> results;
  private TaskState state;
  private long nextSequence;

  public ScoringProcessor(
      String pipeline,
      TaskStates states,
      Scorer scorer,
      PredictionWriter writer,
      PayloadCache payloads,
      int depth,
      Duration collectEvery,
      PipelineMetrics metrics) {
    this.pipeline = pipeline;
    this.states = states;
    this.scorer = scorer;
    this.writer = writer;
    this.payloads = payloads;
    this.depth = depth;
    this.collectEvery = collectEvery;
    this.metrics = metrics;
    this.children = Children.of(pipeline);
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    Stores.Names names = Stores.Names.of(pipeline);
    pendingStore = context.getStateStore(names.pending());
    results = context.getStateStore(names.results());
    state = states.of(context);
    // a task whose state was corrupted starts again in place, with the same processor
    inFlight.clear();
    told.clear();
    nextSequence = 0;
    try (KeyValueIterator<Long, PendingObservation> left = pendingStore.all()) {
      while (left.hasNext()) {
        KeyValue<Long, PendingObservation> entry = left.next();
        submit(entry.key, entry.value);
        nextSequence = entry.key + 1;
      }
    }
    context.schedule(
        collectEvery, PunctuationType.WALL_CLOCK_TIME, now -> collectBetweenDecisions());
  }

  @Override
  public void close() {
    states.close(context.taskId());
  }

  @Override
  public void process(Record<Object, Object> decided) {
    PendingObservation observation = (PendingObservation) decided.value();
    if (!observation.getRepeat()) {
      awaitSharedInputs(observation);
    }
    if (observation.getDraft().getRevision() > 0 && !observation.getRepeat()) {
      bindAdapter(observation);
    }
    long sequence = nextSequence++;
    pendingStore.put(sequence, observation);
    submit(sequence, observation);
    collect();
    while (inFlight.size() >= depth) {
      awaitHead();
      collect();
    }
  }

  /**
   * A correction, or a session that another became part of, may hold a sample that is being scored
   * already, or was since the decision. If its payload breaks there, it is told there, and is no
   * input here.
   */
  private void awaitSharedInputs(PendingObservation observation) {
    Prediction draft = observation.getDraft();
    while (inFlight.stream().anyMatch(f -> sharesInputs(f.pending().getDraft(), draft))) {
      awaitHead();
      collect();
    }
    if (told.isEmpty()) {
      return;
    }
    List<ScoringOutcome.Broken> broken =
        draft.getInputs().stream().filter(told::containsKey).map(told::get).toList();
    observation.setDraft(PredictionWriter.without(draft, broken));
  }

  private static boolean sharesInputs(Prediction a, Prediction b) {
    return a.getSubject().equals(b.getSubject())
        && !Collections.disjoint(a.getInputs(), b.getInputs());
  }

  /** A correction uses the adapter of the result before it, which may still be on its way. */
  private void bindAdapter(PendingObservation correction) {
    String key = windowKey(correction.getDraft());
    while (inFlight.stream().anyMatch(f -> windowKey(f.pending().getDraft()).equals(key))) {
      awaitHead();
      collect();
    }
    Prediction before = results.get(key);
    if (before != null) {
      correction.setAdapter(before.getAdapterDigest());
    }
  }

  private void submit(long sequence, PendingObservation observation) {
    inFlight.add(
        new InFlight(
            sequence,
            observation,
            observation.getRepeat()
                ? CompletableFuture.completedFuture(null)
                : scorer.submit(observation)));
  }

  private void collectBetweenDecisions() {
    // every decision that was made before what was told has come here by now
    told.clear();
    collect();
  }

  private void collect() {
    while (!inFlight.isEmpty() && inFlight.peek().outcome().isDone()) {
      InFlight done = inFlight.remove();
      Prediction prediction =
          done.pending().getRepeat()
              ? repeat(done.pending())
              : finish(done.pending(), done.outcome().join());
      String key = windowKey(prediction);
      if (!prediction.getIsFinal()) {
        results.put(key, prediction);
      } else if (prediction.getRevision() > 0) {
        results.delete(key);
      }
      pendingStore.delete(done.sequence());
      if (prediction.getIsFinal() && prediction.getMergedInto() == null) {
        prediction.getInputs().forEach(payloads::drop);
      }
      metrics.prediction(prediction);
      forward(
          children.predictions(),
          prediction.getSubject(),
          prediction,
          done.pending().getTimestamp());
      forward(
          children.latest(), LatestKey.of(prediction), prediction, done.pending().getTimestamp());
    }
  }

  /** The window's last result again, under the new revision and cause. */
  private Prediction repeat(PendingObservation pending) {
    Prediction draft = pending.getDraft();
    Prediction last = results.get(windowKey(draft));
    if (last == null) {
      throw new IllegalStateException("no result to repeat for revision " + draft.getRevision());
    }
    return writer.repeat(last, draft);
  }

  private Prediction finish(PendingObservation pending, ScoringOutcome outcome) {
    Prediction prediction = writer.complete(pending.getDraft(), outcome);
    applyToWindow(pending, outcome);
    return prediction;
  }

  /** The outcome goes back to the window: what broke is absent, and the adapter is bound. */
  private void applyToWindow(PendingObservation pending, ScoringOutcome outcome) {
    Prediction draft = pending.getDraft();
    if (draft.getIsFinal() && outcome.broken().isEmpty()) {
      // nothing will be scored after it, so there is nobody to bind for
      return;
    }
    List<OpenWindow> windows = state.get(draft.getSubject());
    Optional<OpenWindow> window = PayloadErrors.find(windows, draft.getWindowId());
    // a correlation id may have come back meanwhile: that is another window, which starts later
    if (window.isPresent()
        && window.get().getAdapter() == null
        && window.get().getNextRevision() > draft.getRevision()
        && window.get().getStart() <= draft.getWindowStart().toEpochMilli()) {
      window.get().setAdapter(outcome.adapter());
      state.put(draft.getSubject(), window.get());
    }
    Prediction previous = outcome.broken().isEmpty() ? null : results.get(windowKey(draft));
    for (ScoringOutcome.Broken broken : outcome.broken()) {
      told.put(broken.ref(), broken);
      Optional<OpenWindow> holder = PayloadErrors.holder(windows, broken.ref());
      if (PayloadErrors.markBroken(holder, broken.ref(), previous)) {
        report(pending, broken);
      }
      holder.ifPresent(w -> state.put(draft.getSubject(), w));
    }
  }

  private void report(PendingObservation pending, ScoringOutcome.Broken broken) {
    Prediction draft = pending.getDraft();
    Ledger ledger = state.ledger();
    ledger.usedToError(broken.ref().getModality());
    state.saveLedger();
    metrics.deadLetter(broken.reason());
    Rejection rejection =
        new Rejection(
            pipeline,
            draft.getSubject(),
            draft.getWindowId(),
            broken.reason().name(),
            broken.ref());
    context.forward(
        new Record<>(
            draft.getSubject(),
            rejection,
            pending.getTimestamp(),
            DeadLetters.pointer(
                broken.reason(),
                broken.ref().getTopic(),
                broken.ref().getPartition(),
                broken.ref().getOffset())),
        children.deadLetterPointers());
    PayloadError step =
        new PayloadError(
            draft.getSubject(),
            draft.getWindowId(),
            draft.getRevision(),
            broken.reason().name(),
            broken.ref());
    WindowDecision decision =
        new WindowDecision(
            pipeline,
            context.taskId().partition(),
            Arrays.stream(ledger.positions()).boxed().toList(),
            step);
    forward(children.decisions(), pipeline, decision, pending.getTimestamp());
  }

  private void awaitHead() {
    try {
      inFlight.element().outcome().get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new StreamsException("scoring failed as a whole; it is tried again", e.getCause());
    }
  }

  private void forward(String child, String key, Object value, long timestampMs) {
    context.forward(new Record<>(key, value, timestampMs), child);
  }

  private static String windowKey(Prediction p) {
    // the length tells where the subject ends: both parts are the senders' to choose
    return p.getSubject().length() + ":" + p.getSubject() + p.getWindowId();
  }
}
