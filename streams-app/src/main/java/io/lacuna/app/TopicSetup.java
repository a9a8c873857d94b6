package io.lacuna.app;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/**
 * Creates the topics of pipelines and feeds and refuses to start on topics that would lose data.
 */
public final class TopicSetup {
  private static final int BROKER_DEFAULT_BYTES = 1_048_588;
  static final int ENVELOPE_BYTES = 64 << 10;

  private final AppConfig config;
  private final Admin admin;

  public TopicSetup(AppConfig config, Admin admin) {
    this.config = config;
    this.admin = admin;
  }

  /**
   * Creates the topics that are missing.
   *
   * @param settings topic settings such as {@code retention.ms}
   * @return names of the topics created
   */
  public List<String> create(int partitions, short replication, Map<String, String> settings)
      throws ExecutionException, InterruptedException {
    List<NewTopic> missing = missing(partitions, replication, settings);
    admin.createTopics(missing).all().get();
    return missing.stream().map(NewTopic::name).toList();
  }

  /**
   * Creates the topic of administrative acts if it is missing, and returns when it can be written.
   *
   * @return its name if it was created
   */
  public List<String> createAudit(short replication)
      throws ExecutionException, InterruptedException {
    String audit = config.privacy().audit().topic();
    List<NewTopic> missing =
        AdminTopics.missing(config, admin.listTopics().names().get(), replication).stream()
            .filter(topic -> topic.name().equals(audit))
            .toList();
    admin.createTopics(missing).all().get();
    // brokers learn of it one after the other
    for (int i = 0; i < 50 && !admin.listTopics().names().get().contains(audit); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return missing.stream().map(NewTopic::name).toList();
  }

  /** What {@link #create} would create. */
  public List<NewTopic> missing(int partitions, short replication, Map<String, String> settings)
      throws ExecutionException, InterruptedException {
    Set<String> present = new HashSet<>(admin.listTopics().names().get());
    List<NewTopic> missing = new ArrayList<>();
    for (PipelineConfig p : config.pipelines()) {
      for (String topic : p.topics().all()) {
        if (!present.contains(topic)) {
          missing.add(
              new NewTopic(topic, partitions, replication)
                  .configs(settings(p.topics(), topic, settings)));
        }
      }
      String shadow = p.topics().shadow();
      if (p.promotion().shadow() != null && !present.contains(shadow)) {
        missing.add(new NewTopic(shadow, partitions, replication).configs(settings));
      }
    }
    String adapters = config.adapters().topic();
    if (adapters != null && !present.contains(adapters)) {
      // one partition: of two cut-overs everybody must see the same one first
      missing.add(new NewTopic(adapters, 1, replication).configs(registry()));
    }
    missing.addAll(
        new FeedTopics(config, admin).missing(present, partitions, replication, settings));
    missing.addAll(AdminTopics.missing(config, present, replication));
    return missing;
  }

  private static Map<String, String> settings(
      Topics topics, String topic, Map<String, String> common) {
    if (topic.equals(topics.deadLetters()) || topic.equals(topics.late())) {
      return roomier(common);
    }
    if (topic.equals(topics.latest())) {
      Map<String, String> compacted = new HashMap<>(common);
      compacted.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      return compacted;
    }
    return common;
  }

  /** Kept for ever, newest per key, with the broker's clock as the time of publication. */
  private static Map<String, String> registry() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        TimestampType.LOG_APPEND_TIME.name);
  }

  /** The largest input record and what dead letter or late sample add to it must fit. */
  private static Map<String, String> roomier(Map<String, String> settings) {
    String input =
        settings.getOrDefault(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(BROKER_DEFAULT_BYTES));
    Map<String, String> roomier = new HashMap<>(settings);
    roomier.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        Long.toString(Math.min(Integer.MAX_VALUE, Long.parseLong(input) + ENVELOPE_BYTES)));
    return roomier;
  }

  /**
   * Partitions per pipeline and, under {@code intake.<feed>}, per feed, after {@link TopicChecks}.
   *
   * @throws org.apache.kafka.common.config.ConfigException naming the topic, its setting and what
   *     is allowed
   */
  public Map<String, Integer> check() throws ExecutionException, InterruptedException {
    return new TopicChecks(config, admin).check();
  }
}
