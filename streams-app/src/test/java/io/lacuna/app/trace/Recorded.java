package io.lacuna.app.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lacuna.app.harness.PipelineHarness;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.testing.time.TestClock;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A trace whose spans can be looked at, on a clock that begins with the harness's. */
final class Recorded {
  final TestClock clock = TestClock.create(Instant.ofEpochMilli(PipelineHarness.T0));
  final AtomicInteger malformed = new AtomicInteger();
  final AtomicInteger forgotten = new AtomicInteger();
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder()
          .setClock(clock)
          .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
          .addSpanProcessor(SimpleSpanProcessor.create(exporter))
          .build();

  /**
   * @param most contexts of samples that are held
   */
  PipelineTrace trace(int most) {
    return new SpanTrace(
        "patient",
        provider.get("test"),
        clock,
        malformed::incrementAndGet,
        new SampleContexts(most, forgotten::incrementAndGet));
  }

  List<SpanData> spans() {
    return exporter.getFinishedSpanItems();
  }

  List<SpanData> spans(String name) {
    return spans().stream().filter(s -> s.getName().equals(name)).toList();
  }

  SpanData only(String name) {
    List<SpanData> found = spans(name);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " spans are called " + name + ": " + spans());
    }
    return found.get(0);
  }

  static Headers parent(String traceparent) {
    return new RecordHeaders().add(W3cHeaders.PARENT, traceparent.getBytes(US_ASCII));
  }

  /** The one {@code traceparent} among the headers. */
  static String parent(Headers headers) {
    if (!headers.headers(W3cHeaders.PARENT).iterator().hasNext()) {
      throw new AssertionError("no traceparent in " + headers);
    }
    return new String(headers.lastHeader(W3cHeaders.PARENT).value(), US_ASCII);
  }

  static String header(SpanData span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
  }
}
