package io.lacuna.app.simulate;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.window.WindowPolicy;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** What the tasks of one simulating thread share: configuration and a registry in memory. */
final class SimulatedPipeline implements AutoCloseable {
  /** Time between looks at the wall clock, ms. */
  static final int TICK_MS = 20;

  private final AppConfig config;
  private final RegistryAvro registry;

  /**
   * @param scope name of the registry; one per thread
   */
  SimulatedPipeline(String scope) {
    this.config =
        ConfigLoader.load(
            Map.of(
                "bootstrap.servers", "unused:1",
                "schema.registry.url", "mock://" + scope,
                "pipelines", "patient",
                "tick.interval", TICK_MS + "ms",
                "batch.max.size", "2",
                "batch.depth", "4"),
            Map.of(),
            Map.of());
    this.registry = RegistryAvro.connect(Map.of("schema.registry.url", "mock://" + scope));
  }

  AppConfig config() {
    return config;
  }

  RegistryAvro registry() {
    return registry;
  }

  PipelineConfig pipeline(WindowPolicy policy) {
    PipelineConfig p = config.pipelines().get(0);
    return p.withWindow(policy);
  }

  byte[] key(SimulatedLog.Entry entry) {
    FeedRecord r = entry.written();
    boolean wrong = r.form() == FeedRecord.Form.WRONG_KEY;
    return (wrong ? "someone else" : r.subject()).getBytes(StandardCharsets.UTF_8);
  }

  byte[] value(SimulatedLog.Entry entry) {
    FeedRecord r = entry.written();
    if (r.form() == FeedRecord.Form.BROKEN_ENVELOPE) {
      return new byte[] {1, 2, 3};
    }
    Sample sample =
        Sample.newBuilder()
            .setSubject(r.subject())
            .setModality(r.modality())
            .setEventTime(Instant.ofEpochMilli(eventTime(entry)))
            .setCorrelationId(r.correlationId())
            .setSubjectKind(r.kind())
            .setQuality(r.quality())
            .setPayload(r.isMarker() ? new AbsenceMarker(r.marker()) : payload(r))
            .build();
    return registry.encode(config.pipelines().get(0).topics().input(r.modality()), sample);
  }

  private long eventTime(SimulatedLog.Entry entry) {
    return entry.written().form() == FeedRecord.Form.FAR_FUTURE
        ? entry.appendedMs() + config.maxFutureSkew().toMillis() + 1
        : entry.written().eventTimeMs();
  }

  private static InlineBytes payload(FeedRecord r) {
    byte[] content = (r.form() + ":" + r.content()).getBytes(StandardCharsets.UTF_8);
    return new InlineBytes("text/plain", ByteBuffer.wrap(content));
  }

  @Override
  public void close() {
    registry.close();
  }
}
