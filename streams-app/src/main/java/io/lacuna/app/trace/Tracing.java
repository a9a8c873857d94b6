package io.lacuna.app.trace;

import io.lacuna.app.config.TraceConfig;
import io.lacuna.app.metrics.Meter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The process's traces: makes each pipeline's {@link PipelineTrace} and sends what they tell. Spans
 * that cannot be sent are dropped and counted; nobody waits for the collector.
 */
public final class Tracing implements AutoCloseable {
  private static final int MOST_WAITING = 4096;
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration SEND = Duration.ofSeconds(5);

  /** What is left to send when the process ends gets this long. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final Function<String, PipelineTrace> traces;
  private final AutoCloseable sending;

  private Tracing(Function<String, PipelineTrace> traces, AutoCloseable sending) {
    this.traces = traces;
    this.sending = sending;
  }

  /**
   * @param service under which name the spans stand
   */
  public static Tracing of(TraceConfig config, String service, MeterRegistry meters) {
    if (!config.enabled()) {
      return new Tracing(pipeline -> PipelineTrace.OFF, () -> {});
    }
    ExporterLog log = ExporterLog.bridged();
    SpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(config.endpoint().toString())
            .setConnectTimeout(CONNECT)
            .setTimeout(SEND)
            .build();
    Tracing sent = to(exporter, MOST_WAITING, config.ratio(), service, Clock.getDefault(), meters);
    return new Tracing(
        sent.traces,
        () -> {
          try (log) {
            sent.close();
          }
        });
  }

  /**
   * @param most spans that may wait for the exporter
   * @param ratio share of the traces begun here that are kept
   */
  static Tracing to(
      SpanExporter exporter,
      int most,
      double ratio,
      String service,
      Clock clock,
      MeterRegistry meters) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.of(AttributeKey.stringKey("service.name"), service))))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
            .setClock(clock)
            .addSpanProcessor(new SpanGate(exporter, most, meters))
            .build();
    return new Tracing(
        pipeline ->
            new SpanTrace(
                pipeline,
                provider.get("io.lacuna"),
                clock,
                count(meters, Meter.TRACE_MALFORMED, pipeline),
                new SampleContexts(count(meters, Meter.TRACE_FORGOTTEN, pipeline))),
        () -> provider.shutdown().join(FAREWELL.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static Runnable count(MeterRegistry meters, Meter meter, String pipeline) {
    Counter counter =
        Counter.builder(meter.meter())
            .description(meter.text())
            .tag("pipeline", pipeline)
            .register(meters);
    return counter::increment;
  }

  /** Tells of a pipeline's records; does nothing where traces are off. */
  public PipelineTrace of(String pipeline) {
    return traces.apply(pipeline);
  }

  @Override
  public void close() {
    try {
      sending.close();
    } catch (Exception e) {
      throw new IllegalStateException("the traces could not be closed", e);
    }
  }
}
