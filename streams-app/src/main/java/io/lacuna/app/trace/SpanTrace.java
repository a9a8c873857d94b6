package io.lacuna.app.trace;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.common.collect.MapMaker;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.PendingObservation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A pipeline's spans. A window stands in the trace of the first of its samples and links to the
 * others; so do all its revisions.
 */
final class SpanTrace implements PipelineTrace {
  /**
   * An observation between decision and prediction.
   *
   * @param window its window's span
   * @param decidedNanos epoch nanoseconds
   */
  private record Underway(Context window, long decidedNanos) {}

  private final String pipeline;
  private final Tracer tracer;
  private final Clock clock;
  private final Runnable malformed;
  private final SampleContexts samples;

  /** By identity: an observation changes on its way. One whose task goes away goes, too. */
  private final Map<PendingObservation, Underway> underway = new MapMaker().weakKeys().makeMap();

  /**
   * @param malformed told of each header that cannot be read
   */
  SpanTrace(
      String pipeline, Tracer tracer, Clock clock, Runnable malformed, SampleContexts samples) {
    this.pipeline = pipeline;
    this.tracer = tracer;
    this.clock = clock;
    this.malformed = malformed;
    this.samples = samples;
  }

  @Override
  public SampleSpan read(Modality modality, Headers headers) {
    Optional<Context> parent = W3cHeaders.read(headers);
    if (parent.isEmpty() && W3cHeaders.isTold(headers)) {
      malformed.run();
    }
    long begun = clock.now();
    Span span =
        span("sample", parent.orElse(Context.root()), begun)
            .setSpanKind(SpanKind.CONSUMER)
            .setAttribute(Words.MODALITY, modality.name().toLowerCase(Locale.ROOT))
            .startSpan();
    return new ReadSpan(span, begun, clock, samples);
  }

  @Override
  public void decided(PendingObservation observation, long openedMs) {
    Prediction draft = observation.getDraft();
    List<SampleContexts.Known> parts = samples.of(inputs(draft));
    long opened = MILLISECONDS.toNanos(openedMs);
    // the window's clock counts milliseconds: the sample that opened it was read in the same one
    boolean first = !parts.isEmpty() && NANOSECONDS.toMillis(parts.get(0).readNanos()) <= openedMs;
    Span span =
        describe(linked("window", parts, first ? parts.get(0).readNanos() : opened), draft)
            .startSpan();
    long now = clock.now();
    span.end(now, NANOSECONDS);
    underway.put(observation, new Underway(Context.root().with(span), now));
  }

  @Override
  public long now() {
    return clock.now();
  }

  @Override
  public void scored(PendingObservation observation, BatchFacts batch, String failure) {
    Underway way = underway.get(observation);
    if (way == null) {
      // it stood in the store when the task started: nobody knows since when
      return;
    }
    span("queue", way.window(), way.decidedNanos())
        .startSpan()
        .end(batch.begunNanos(), NANOSECONDS);
    Span scoring =
        span("score", way.window(), batch.begunNanos())
            .setAttribute(Words.BATCH, batch.number())
            .setAttribute(Words.BATCH_SIZE, batch.size())
            .startSpan();
    if (failure != null) {
      scoring.setStatus(StatusCode.ERROR, failure);
    }
    scoring.end(clock.now(), NANOSECONDS);
  }

  @Override
  public OutputSpan predicted(PendingObservation observation, Prediction prediction) {
    Underway way = underway.remove(observation);
    SpanBuilder builder =
        way == null
            ? linked("prediction", samples.of(inputs(prediction)), clock.now())
                .setAttribute(Words.RESTORED, true)
            : span("prediction", way.window(), clock.now());
    Span span =
        describe(builder, prediction)
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute(Words.ADAPTER, prediction.getAdapter())
            .startSpan();
    if (prediction.getIsFinal()) {
      samples.drop(inputs(prediction));
    }
    Headers headers = new RecordHeaders();
    W3cHeaders.write(Context.root().with(span), headers);
    return new OutputSpan(headers, () -> span.end(clock.now(), NANOSECONDS));
  }

  @Override
  public void inject(PendingObservation observation, Headers headers) {
    Underway way = underway.get(observation);
    if (way != null) {
      W3cHeaders.write(way.window(), headers);
    }
  }

  /** A span in the trace of the first, with links to the others; in a trace of its own if none. */
  private SpanBuilder linked(String name, List<SampleContexts.Known> parts, long startNanos) {
    Context parent =
        parts.isEmpty() ? Context.root() : Context.root().with(Span.wrap(parts.get(0).span()));
    SpanBuilder builder = span(name, parent, startNanos);
    parts.stream().skip(1).forEach(part -> builder.addLink(part.span()));
    return builder;
  }

  private SpanBuilder span(String name, Context parent, long startNanos) {
    return tracer
        .spanBuilder(name)
        .setParent(parent)
        .setStartTimestamp(startNanos, NANOSECONDS)
        .setAttribute(Words.PIPELINE, pipeline);
  }

  private static SpanBuilder describe(SpanBuilder builder, Prediction p) {
    return builder
        .setAttribute(Words.PRESENCE, p.getPresenceLetters())
        .setAttribute(Words.REVISION, p.getRevision())
        .setAttribute(Words.FINAL, p.getIsFinal())
        .setAttribute(Words.CAUSE, p.getCause().name());
  }

  private static List<SampleRef> inputs(Prediction p) {
    List<SampleRef> all = new ArrayList<>(p.getInputs());
    all.addAll(p.getBrokenInputs());
    return all;
  }
}
