package io.lacuna.app;

import io.lacuna.app.metrics.Meter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Bytes that a pipeline's state stores send to their changelog topics: what durability costs. Read
 * from the producers' own metrics.
 */
final class ChangelogMeter {
  private static final String CHANGELOG = "-changelog";

  private ChangelogMeter() {}

  /**
   * @param streams whose metrics are read; the meter does not keep it from being collected
   * @param applicationId first part of the changelog topics' names
   */
  static void register(
      MeterRegistry meters, String pipeline, KafkaStreams streams, String applicationId) {
    String prefix = applicationId + "-" + pipeline + "-";
    FunctionCounter.builder(Meter.CHANGELOG.meter(), streams, s -> bytes(s.metrics(), prefix))
        .description(Meter.CHANGELOG.text())
        .baseUnit("bytes")
        .tag("pipeline", pipeline)
        .register(meters);
  }

  private static double bytes(Map<MetricName, ? extends Metric> metrics, String prefix) {
    return metrics.entrySet().stream()
        .filter(e -> e.getKey().group().equals("producer-topic-metrics"))
        .filter(e -> e.getKey().name().equals("byte-total"))
        .filter(e -> isChangelog(e.getKey().tags().get("topic"), prefix))
        .mapToDouble(e -> ((Number) e.getValue().metricValue()).doubleValue())
        .sum();
  }

  private static boolean isChangelog(String topic, String prefix) {
    return topic != null && topic.startsWith(prefix) && topic.endsWith(CHANGELOG);
  }
}
