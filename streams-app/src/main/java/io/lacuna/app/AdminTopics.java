package io.lacuna.app;

import io.lacuna.app.config.AppConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/** The topics of keys and of administrative acts, which all pipelines share. */
final class AdminTopics {
  /** How long a deleted key may still lie, wrapped, on the brokers' disks. */
  private static final Duration FORGOTTEN_WITHIN = Duration.ofHours(1);

  private static final Duration FORGOTTEN_AT_MOST = Duration.ofDays(1);

  private AdminTopics() {}

  /** Those that are needed and not there: one partition each, since their order counts. */
  static List<NewTopic> missing(AppConfig config, Set<String> present, short replication) {
    List<NewTopic> missing = new ArrayList<>();
    String audit = config.privacy().audit().topic();
    if (!present.contains(audit)) {
      missing.add(new NewTopic(audit, 1, replication).configs(audit()));
    }
    String keys = config.privacy().keyTopic();
    if (config.privacy().hasKeys() && !present.contains(keys)) {
      missing.add(new NewTopic(keys, 1, replication).configs(keys()));
    }
    return missing;
  }

  /** Kept for ever, with the broker's clock, which nobody who acts can set back. */
  private static Map<String, String> audit() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        "-1",
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        TimestampType.LOG_APPEND_TIME.name);
  }

  private static Map<String, String> keys() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
        Long.toString(FORGOTTEN_WITHIN.toMillis()));
  }

  /** Those that a service with this configuration cannot do without. */
  static List<String> needed(AppConfig config) {
    List<String> needed = new ArrayList<>();
    if (config.privacy().hasKeys()) {
      needed.add(config.privacy().keyTopic());
    }
    if (config.privacy().audit().required()) {
      needed.add(config.privacy().audit().topic());
    }
    return needed;
  }

  /**
   * @param settings of the topic
   * @throws ConfigException naming the topic, its setting and what is allowed
   */
  static void check(AppConfig config, String topic, Config settings, int partitions) {
    if (partitions != 1) {
      throw new ConfigException(
          topic + " has " + partitions + " partitions; its order counts, so it must have 1");
    }
    if (!topic.equals(config.privacy().keyTopic())) {
      return;
    }
    String cleanup = settings.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!cleanup.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new ConfigException(
          topic
              + " has cleanup.policy="
              + cleanup
              + "; with a lost key its subject's payloads are lost, so it must have compact");
    }
    long lag = Long.parseLong(settings.get(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG).value());
    if (lag > FORGOTTEN_AT_MOST.toMillis()) {
      throw new ConfigException(
          topic
              + " has max.compaction.lag.ms="
              + lag
              + "; a deleted key must not stay on the brokers' disks, so it must be at most "
              + FORGOTTEN_AT_MOST.toMillis());
    }
  }
}
