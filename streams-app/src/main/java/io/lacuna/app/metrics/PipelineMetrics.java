package io.lacuna.app.metrics;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Absence;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The meters of one pipeline. Thread-safe. Tags are words of small vocabularies; never a subject
 * id. {@link Meter} says what each meter is.
 */
public final class PipelineMetrics {
  /** Sites are a handful of words; should a sender make up many, the rest is one. */
  private static final int MOST_SITES = 50;

  private final MeterRegistry registry;
  private final String pipeline;
  private final DistributionSummary batchSize;
  private final Timer inference;
  private final Set<String> sites = ConcurrentHashMap.newKeySet();

  /** By what tells them apart here; the registry would put together tags for each count. */
  private final Map<List<Object>, Counter> counters = new ConcurrentHashMap<>();

  private final Map<List<Object>, Timer> timers = new ConcurrentHashMap<>();
  private final Map<String, DistributionSummary> confidences = new ConcurrentHashMap<>();

  public PipelineMetrics(MeterRegistry registry, String pipeline) {
    this.registry = registry;
    this.pipeline = pipeline;
    this.batchSize =
        DistributionSummary.builder(Meter.BATCH_SIZE.meter())
            .description(Meter.BATCH_SIZE.text())
            .tag("pipeline", pipeline)
            .register(registry);
    this.inference = timer(Meter.INFERENCE, Tags.of("pipeline", pipeline));
  }

  /** A record was read. */
  public void sample(Modality m) {
    count(Meter.SAMPLES, word(m));
  }

  /** A sample came after its window was final. */
  public void late(Modality m) {
    count(Meter.LATE, word(m));
  }

  /**
   * The window rule had a sample.
   *
   * @param site as the sample says; null for none
   * @param late whether its window was final
   */
  public void arrived(String site, Modality m, boolean late) {
    count(Meter.ARRIVALS, site(site), word(m), String.valueOf(late));
  }

  /** A record or payload could not be used. */
  public void deadLetter(RejectReason reason) {
    count(Meter.DEAD_LETTERS, word(reason));
  }

  /** The window rule decided to emit. */
  public void decided(Cause cause) {
    count(Meter.DECISIONS, word(cause));
  }

  /**
   * A prediction was forwarded.
   *
   * @param nowMs wall clock
   */
  public void prediction(Prediction p, long nowMs) {
    count(
        Meter.PREDICTIONS,
        p.getPresenceLetters(),
        word(p.getCause()),
        String.valueOf(p.getIsFinal()));
    if (p.getAbstained()) {
      count(Meter.ABSTAINED, p.getPresenceLetters());
    }
    if (p.getConfidence() != null) {
      confidences
          .computeIfAbsent(p.getPresenceLetters(), this::confidence)
          .record(p.getConfidence());
    }
    if (p.getIsFinal() && p.getMergedInto() == null) {
      observed(p);
    }
    if (p.getRevision() == 0) {
      time(
          Meter.WINDOW_WAIT,
          p.getCause(),
          nowMs - p.getDecision().getFirstEventTime().toEpochMilli());
    }
    if (p.getCause() == Cause.DEADLINE || p.getCause() == Cause.IDLE) {
      time(Meter.VERDICT_DELAY, p.getCause(), nowMs - p.getDecision().getDeadline().toEpochMilli());
    }
  }

  private void observed(Prediction p) {
    String site = site(p.getSite());
    count(Meter.OBSERVATIONS, site);
    for (Absence a : p.getAbsences()) {
      count(Meter.ABSENCES, site, word(a.getModality()), word(a.getReason()));
    }
  }

  private String site(String site) {
    if (site == null) {
      return "none";
    }
    if (sites.contains(site) || sites.size() < MOST_SITES) {
      sites.add(site);
      return site;
    }
    return "other";
  }

  private DistributionSummary confidence(String presence) {
    return DistributionSummary.builder(Meter.CONFIDENCE.meter())
        .description(Meter.CONFIDENCE.text())
        .tag("pipeline", pipeline)
        .tag("presence", presence)
        .serviceLevelObjectives(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)
        .register(registry);
  }

  /** Times of a recorded feed that lie in the future count as none. */
  private void time(Meter meter, Cause cause, long ms) {
    timers
        .computeIfAbsent(
            List.of(meter, cause),
            key -> timer(meter, Tags.of("pipeline", pipeline, "cause", word(cause))))
        .record(Math.max(0, ms), TimeUnit.MILLISECONDS);
  }

  private Timer timer(Meter meter, Tags tags) {
    return Timer.builder(meter.meter())
        .description(meter.text())
        .tags(tags)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofMinutes(10))
        .register(registry);
  }

  /** The default route served though the routing table has others. */
  public void fallback() {
    count(Meter.FALLBACK);
  }

  /** A cut-over or an adapter was refused. */
  public void refused(String reason) {
    count(Meter.ADAPTERS_REFUSED, reason.toLowerCase(Locale.ROOT));
  }

  /**
   * What became of an observation in the shadow: {@code scored}, {@code failed}, {@code dropped}.
   */
  public void shadow(String outcome) {
    count(Meter.SHADOW, outcome);
  }

  /** Observes a number that others keep; it is read when the meters are. */
  public void gauge(Meter meter, Supplier<Number> value) {
    Gauge.builder(meter.meter(), value)
        .description(meter.text())
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

  /**
   * @param values of the meter's tags behind the pipeline
   */
  private void count(Meter meter, String... values) {
    List<Object> key = new ArrayList<>(List.of((Object[]) values));
    key.add(meter);
    counters.computeIfAbsent(key, k -> counter(meter, values)).increment();
  }

  private Counter counter(Meter meter, String... values) {
    Counter.Builder counter =
        Counter.builder(meter.meter()).description(meter.text()).tag("pipeline", pipeline);
    for (int i = 0; i < values.length; i++) {
      counter.tag(meter.tags().get(i + 1), values[i]);
    }
    return counter.register(registry);
  }

  private static String word(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT);
  }
}
