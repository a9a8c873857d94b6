package io.lacuna.app.metrics;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The meters of one pipeline. Thread-safe. Tags are words of small vocabularies; never a subject
 * id.
 */
public final class PipelineMetrics {
  private static final String ABSTAINED = "lacuna.predictions.abstained";

  private final MeterRegistry registry;
  private final String pipeline;
  private final DistributionSummary batchSize;
  private final Timer inference;

  /** By what tells them apart here; the registry would put together tags for each count. */
  private final Map<List<Object>, Counter> counters = new ConcurrentHashMap<>();

  public PipelineMetrics(MeterRegistry registry, String pipeline) {
    this.registry = registry;
    this.pipeline = pipeline;
    this.batchSize =
        DistributionSummary.builder("lacuna.batch.size")
            .description("Observations per micro-batch")
            .tag("pipeline", pipeline)
            .register(registry);
    this.inference =
        Timer.builder("lacuna.inference")
            .description("Time to fetch, prepare and score one micro-batch")
            .tag("pipeline", pipeline)
            .register(registry);
  }

  /** A record was read. */
  public void sample(Modality m) {
    count("lacuna.samples", "modality", m);
  }

  /** A sample came after its window was final. */
  public void late(Modality m) {
    count("lacuna.samples.late", "modality", m);
  }

  /** A record or payload could not be used. */
  public void deadLetter(RejectReason reason) {
    count("lacuna.dead.letters", "reason", reason);
  }

  /** The window rule decided to emit. */
  public void decided(Cause cause) {
    count("lacuna.decisions", "cause", cause);
  }

  /** A prediction was forwarded. */
  public void prediction(Prediction p) {
    counters
        .computeIfAbsent(
            List.of(p.getPresenceLetters(), p.getCause(), p.getIsFinal()),
            key ->
                registry.counter(
                    "lacuna.predictions",
                    "pipeline",
                    pipeline,
                    "presence",
                    p.getPresenceLetters(),
                    "cause",
                    word(p.getCause()),
                    "final",
                    Boolean.toString(p.getIsFinal())))
        .increment();
    if (p.getAbstained()) {
      abstained(p);
    }
  }

  /** A prediction was forwarded that nobody should act on. */
  private void abstained(Prediction p) {
    counters
        .computeIfAbsent(
            List.of(ABSTAINED, p.getPresenceLetters()),
            key ->
                registry.counter(
                    ABSTAINED, "pipeline", pipeline, "presence", p.getPresenceLetters()))
        .increment();
  }

  /** The default route served though the routing table has others. */
  public void fallback() {
    registry.counter("lacuna.routes.fallback", "pipeline", pipeline).increment();
  }

  /** A cut-over or an adapter was refused. */
  public void refused(String reason) {
    count("lacuna.adapters.refused", "reason", reason.toLowerCase(Locale.ROOT));
  }

  /**
   * What became of an observation in the shadow: {@code scored}, {@code failed}, {@code dropped}.
   */
  public void shadow(String outcome) {
    count("lacuna.shadow", "outcome", outcome);
  }

  /** Observes a number that others keep; it is read when the meters are. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value)
        .description(description)
        .tag("pipeline", pipeline)
        .register(registry);
  }

  /** A micro-batch was scored. */
  public void batch(int size, long nanos) {
    batchSize.record(size);
    inference.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Observations per micro-batch so far; 0 before the first. */
  public double meanBatchSize() {
    return batchSize.mean();
  }

  private void count(String name, String tag, Enum<?> value) {
    count(name, tag, word(value));
  }

  private void count(String name, String tag, String value) {
    counters
        .computeIfAbsent(
            List.of(name, value), key -> registry.counter(name, "pipeline", pipeline, tag, value))
        .increment();
  }

  private static String word(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT);
  }
}
