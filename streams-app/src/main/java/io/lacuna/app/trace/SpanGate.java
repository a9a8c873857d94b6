package io.lacuna.app.trace;

import io.lacuna.app.metrics.Meter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many ended spans wait for the collector and drops the others, so that who ends a span
 * never waits. Each sampled span is counted once, by what became of it.
 */
final class SpanGate implements SpanProcessor {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final int most;
  private final AtomicInteger held = new AtomicInteger();
  private final Counter exported;
  private final Counter failed;
  private final Counter dropped;
  private final SpanProcessor waiting;

  /**
   * @param most spans that may wait or be under way
   */
  SpanGate(SpanExporter exporter, int most, MeterRegistry meters) {
    this.most = most;
    this.exported = counter(meters, "exported");
    this.failed = counter(meters, "failed");
    this.dropped = counter(meters, "dropped");
    this.waiting =
        BatchSpanProcessor.builder(new Counted(exporter))
            .setScheduleDelay(EVERY)
            .setMaxQueueSize(most)
            .setMaxExportBatchSize(Math.min(most, 512))
            .build();
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder(Meter.TRACE_SPANS.meter())
        .description(Meter.TRACE_SPANS.text())
        .tag(Meter.TRACE_SPANS.tags().get(0), outcome)
        .register(meters);
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    waiting.onStart(parent, span);
  }

  @Override
  public boolean isStartRequired() {
    return waiting.isStartRequired();
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!span.getSpanContext().isSampled()) {
      return;
    }
    if (held.incrementAndGet() > most) {
      held.decrementAndGet();
      dropped.increment();
    } else {
      waiting.onEnd(span);
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode forceFlush() {
    return waiting.forceFlush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return waiting.shutdown();
  }

  /** Says what became of the spans it hands on. */
  private final class Counted implements SpanExporter {
    private final SpanExporter exporter;

    Counted(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int size = spans.size();
      CompletableResultCode result = exporter.export(spans);
      return result.whenComplete(
          () -> {
            held.addAndGet(-size);
            (result.isSuccess() ? exported : failed).increment(size);
          });
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
