package io.lacuna.app.batch;

import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.topology.Children;
import io.lacuna.app.topology.DeadLetters;
import io.lacuna.app.topology.Stores;
import io.lacuna.app.topology.TaskState;
import io.lacuna.app.topology.TaskStates;
import io.lacuna.app.trace.OutputSpan;
import io.lacuna.app.trace.PipelineTrace;
import io.lacuna.app.window.Ledger;
import io.lacuna.app.window.PayloadErrors;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.PayloadError;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Rejection;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.WindowDecision;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.PendingObservation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.KeyValue;
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
  private final String pipeline;
  private final TaskStates states;
  private final Scorer scorer;
  private final PredictionWriter writer;
  private final PayloadCache payloads;
  private final int depth;
  private final Duration collectEvery;
  private final PipelineMetrics metrics;
  private final Children children;
  private final WaitBudget budget;
  private final PipelineTrace trace;

  private InFlight inFlight;
  private ProcessorContext<Object, Object> context;
  private KeyValueStore<Long, PendingObservation> pendingStore;
  private KeyValueStore<String, Prediction> results;
  private TaskState state;
  private long nextSequence;

  /**
   * @param depth observations on their way beyond which the stream thread waits for results
   * @param budget how long it may
   */
  public ScoringProcessor(
      String pipeline,
      TaskStates states,
      Scorer scorer,
      PredictionWriter writer,
      PayloadCache payloads,
      int depth,
      Duration collectEvery,
      WaitBudget budget,
      PipelineMetrics metrics,
      PipelineTrace trace) {
    this.trace = trace;
    this.budget = budget;
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
    inFlight = new InFlight(scorer, pendingStore, this::lastAdapter, budget);
    nextSequence = 0;
    try (KeyValueIterator<Long, PendingObservation> left = pendingStore.all()) {
      while (left.hasNext()) {
        KeyValue<Long, PendingObservation> entry = left.next();
        inFlight.restore(entry.key, entry.value);
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
    inFlight.add(nextSequence++, (PendingObservation) decided.value());
    collect();
    // without results it goes on with one more, so that the thread polls and commits meanwhile
    while (inFlight.size() >= depth && inFlight.awaitHead()) {
      collect();
    }
  }

  private String lastAdapter(Prediction draft) {
    Prediction before = results.get(windowKey(draft));
    return before == null ? null : before.getAdapterDigest();
  }

  private void collectBetweenDecisions() {
    inFlight.betweenDecisions();
    collect();
  }

  private void collect() {
    for (InFlight.Entry done = inFlight.pollDone(); done != null; done = inFlight.pollDone()) {
      Prediction prediction =
          done.pending().getRepeat()
              ? repeat(done.pending())
              : finish(done.pending(), done.outcome());
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
      metrics.prediction(prediction, context.currentSystemTimeMs());
      forward(done.pending(), prediction);
      inFlight.submitReady();
    }
  }

  private void forward(PendingObservation pending, Prediction prediction) {
    try (OutputSpan span = trace.predicted(pending, prediction)) {
      long timestampMs = pending.getTimestamp();
      context.forward(
          new Record<>(prediction.getSubject(), prediction, timestampMs, span.headers()),
          children.predictions());
      context.forward(
          new Record<>(LatestKey.of(prediction), prediction, timestampMs, span.headers()),
          children.latest());
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
    String failure = outcome.failure() == null ? null : outcome.failure().name();
    state.progress().scored(outcome.adapter(), outcome.batch(), failure);
    long emission = state.ledger().scored();
    state.saveLedger();
    applyToWindow(pending, outcome, emission);
    // a failed prediction names its inputs, which count as used; only a quarantine is a dead letter
    if (outcome.failure() == RejectReason.MODEL_CRASHED) {
      pending.getDraft().getInputs().forEach(ref -> point(pending, ref, outcome.failure()));
    }
    return prediction;
  }

  /** The outcome goes back to the window: what broke is absent, and the adapter is bound. */
  private void applyToWindow(PendingObservation pending, ScoringOutcome outcome, long emission) {
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
      inFlight.tell(broken);
      Optional<OpenWindow> holder = PayloadErrors.holder(windows, broken.ref());
      boolean news = PayloadErrors.markBroken(holder, broken.ref(), broken.reason(), previous);
      if (news) {
        report(pending, broken);
      }
      log(pending, broken, emission, !news);
      holder.ifPresent(w -> state.put(draft.getSubject(), w));
    }
  }

  private void report(PendingObservation pending, ScoringOutcome.Broken broken) {
    Ledger ledger = state.ledger();
    ledger.usedToError(broken.ref().getModality());
    state.saveLedger();
    point(pending, broken.ref(), broken.reason());
  }

  private void log(
      PendingObservation pending, ScoringOutcome.Broken broken, long emission, boolean known) {
    Prediction draft = pending.getDraft();
    PayloadError step =
        new PayloadError(
            draft.getSubject(),
            draft.getWindowId(),
            draft.getRevision(),
            broken.reason().name(),
            broken.ref(),
            emission,
            known);
    WindowDecision decision =
        new WindowDecision(
            pipeline,
            context.taskId().partition(),
            Arrays.stream(state.ledger().positions()).boxed().toList(),
            step);
    context.forward(new Record<>(pipeline, decision, pending.getTimestamp()), children.decisions());
  }

  /** A dead letter that points to an input and does not repeat it. */
  private void point(PendingObservation pending, SampleRef ref, RejectReason reason) {
    Prediction draft = pending.getDraft();
    metrics.deadLetter(reason);
    Headers headers =
        DeadLetters.pointer(reason, ref.getTopic(), ref.getPartition(), ref.getOffset());
    trace.inject(pending, headers);
    context.forward(
        new Record<>(
            draft.getSubject(),
            new Rejection(pipeline, draft.getSubject(), draft.getWindowId(), reason.name(), ref),
            pending.getTimestamp(),
            headers),
        children.deadLetterPointers());
  }

  private static String windowKey(Prediction p) {
    // the length tells where the subject ends: both parts are the senders' to choose
    return p.getSubject().length() + ":" + p.getSubject() + p.getWindowId();
  }
}
