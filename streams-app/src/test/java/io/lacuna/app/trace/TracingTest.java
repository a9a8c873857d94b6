package io.lacuna.app.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.TraceConfig;
import io.lacuna.app.metrics.Meter;
import io.lacuna.schema.Modality;
import io.lacuna.schema.SampleRef;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Sending: bounded, counted, and nobody waits. */
class TracingTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** Takes spans and says later what became of them. */
  private static final class SlowCollector implements SpanExporter {
    final List<CompletableResultCode> open = new CopyOnWriteArrayList<>();
    final List<SpanData> taken = new CopyOnWriteArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      taken.addAll(spans);
      open.add(new CompletableResultCode());
      return open.get(open.size() - 1);
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  void whatACollectorDoesNotTakeInTimeIsDroppedAndCounted() {
    SlowCollector collector = new SlowCollector();
    try (Tracing tracing = Tracing.to(collector, 8, 1, "test", Clock.getDefault(), meters)) {
      PipelineTrace trace = tracing.of("patient");
      read(trace, 100);
      await().until(() -> !collector.open.isEmpty());
      assertThat(spans("dropped")).isEqualTo(92);
      collector.open.get(0).succeed();
      await().until(() -> spans("exported") == 8);
      read(trace, 1);
      await().until(() -> collector.open.size() == 2);
      collector.open.get(1).fail();
      await().until(() -> spans("failed") == 1);
      assertThat(spans("dropped")).isEqualTo(92);
    }
    assertThat(collector.taken).hasSize(9);
  }

  @Test
  void aDeadEndpointHoldsNobodyUp() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    TraceConfig config =
        new TraceConfig(true, URI.create("http://127.0.0.1:" + closed + "/v1/traces"), 1);
    Instant start = Instant.now();
    Tracing tracing = Tracing.of(config, "test", meters);
    read(tracing.of("patient"), 20_000);
    // one attempt to connect with its repetitions takes longer than this
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
    tracing.close();
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(30));
    assertThat(spans("dropped")).isPositive();
    assertThat(spans("exported")).isZero();
  }

  @Test
  void theRatioIsThatOfTracesBegunHere() {
    SlowCollector collector = new SlowCollector();
    try (Tracing tracing = Tracing.to(collector, 8, 0, "test", Clock.getDefault(), meters)) {
      read(tracing.of("patient"), 50);
      tracing
          .of("patient")
          .read(
              Modality.TEXT,
              Recorded.parent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
          .close();
      await().until(() -> !collector.open.isEmpty());
      collector.open.forEach(CompletableResultCode::succeed);
    }
    assertThat(collector.taken).hasSize(1);
    assertThat(collector.taken.get(0).getResource().toString()).contains("test");
  }

  @Test
  void offIsOneObjectAndNoMeter() {
    TraceConfig config = new TraceConfig(false, URI.create("http://unused/v1/traces"), 1);
    try (Tracing tracing = Tracing.of(config, "test", meters)) {
      assertThat(tracing.of("patient")).isSameAs(PipelineTrace.OFF);
      assertThat(PipelineTrace.OFF.read(Modality.TEXT, new RecordHeaders()))
          .isSameAs(PipelineTrace.OFF);
    }
    assertThat(meters.getMeters()).isEmpty();
  }

  @Test
  void contextsAreBoundedAndTheOldestIsForgottenFirst() {
    List<String> forgotten = new ArrayList<>();
    SampleContexts contexts = new SampleContexts(2, () -> forgotten.add("one"));
    for (long offset = 0; offset < 3; offset++) {
      contexts.put("t", 0, offset, new SampleContexts.Known(SpanContext.getInvalid(), offset));
    }
    List<SampleRef> all = List.of(ref(2), ref(0), ref(1));
    assertThat(contexts.of(all))
        .extracting(SampleContexts.Known::readNanos)
        .containsExactly(1L, 2L);
    assertThat(forgotten).hasSize(1);
    contexts.drop(all);
    assertThat(contexts.of(all)).isEmpty();
  }

  @Test
  void badSettingsAreRefusedInOneLine() {
    for (String endpoint : List.of("collector:4318", "ftp://x/v1/traces", "http://x", "http:// ")) {
      assertThatThrownBy(() -> load("trace.otlp.endpoint", endpoint))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("trace.otlp.endpoint")
          .hasMessageContaining(endpoint);
    }
    assertThatThrownBy(() -> load("trace.sample.ratio", "1.5"))
        .hasMessageContaining("must be in [0, 1]");
  }

  private static void load(String key, String value) {
    ConfigLoader.load(
        Map.of("bootstrap.servers", "x:1", "schema.registry.url", "mock://x", key, value),
        Map.of(),
        Map.of());
  }

  private static SampleRef ref(long offset) {
    return new SampleRef(Modality.TEXT, "t", 0, offset, Instant.EPOCH, "");
  }

  private static void read(PipelineTrace trace, int records) {
    for (int i = 0; i < records; i++) {
      trace.read(Modality.TEXT, new RecordHeaders()).close();
    }
  }

  private double spans(String outcome) {
    return meters.get(Meter.TRACE_SPANS.meter()).tag("outcome", outcome).counter().count();
  }
}
