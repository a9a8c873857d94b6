package io.lacuna.app;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/** Refuses topics that would lose data: by name, with the setting and what is allowed. */
final class TopicChecks {
  private final AppConfig config;
  private final Admin admin;
  private final TopicSettings topics;

  TopicChecks(AppConfig config, Admin admin) {
    this.config = config;
    this.admin = admin;
    this.topics = new TopicSettings(admin);
  }

  /**
   * Partitions per pipeline and feed, after checking that the topics of each exist and are kept as
   * their roles need it.
   *
   * @throws ConfigException naming the topic, its setting and what is allowed
   */
  Map<String, Integer> check() throws ExecutionException, InterruptedException {
    Set<String> present = admin.listTopics().names().get();
    Map<String, Integer> partitions = new TreeMap<>();
    for (PipelineConfig p : config.pipelines()) {
      List<String> missing = p.topics().all().stream().filter(t -> !present.contains(t)).toList();
      if (!missing.isEmpty()) {
        throw missing(missing);
      }
      partitions.put(p.name(), partitions(p));
      Map<String, Config> settings = topics.of(p.topics().all());
      for (String input : p.topics().inputs()) {
        checkInput(input, settings.get(input), p);
      }
      checkOutputs(p.topics(), settings);
      String shadow = p.topics().shadow();
      if (p.promotion().shadow() != null && !present.contains(shadow)) {
        throw missing(List.of(shadow));
      }
    }
    if (config.adapters().topic() != null) {
      checkRegistry(config.adapters().topic(), present);
    }
    partitions.putAll(new FeedTopics(config, admin).check(present));
    checkAdministration(present);
    return partitions;
  }

  static ConfigException missing(List<String> topics) {
    return new ConfigException(
        "topics " + topics + " do not exist; create them with `lacuna topics create`");
  }

  private void checkRegistry(String topic, Set<String> present)
      throws ExecutionException, InterruptedException {
    if (!present.contains(topic)) {
      throw missing(List.of(topic));
    }
    Config settings = topics.of(topic);
    TopicSettings.requireCleanup(
        topic,
        settings,
        TopicConfig.CLEANUP_POLICY_COMPACT,
        "a forgotten cut-over changes what old windows are scored with, so it must have");
    String clock = settings.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value();
    if (!clock.equals(TimestampType.LOG_APPEND_TIME.name)) {
      throw new ConfigException(
          topic
              + " has message.timestamp.type="
              + clock
              + "; when a cut-over was published must not be its sender's word, so it must have "
              + TimestampType.LOG_APPEND_TIME.name);
    }
    int count = count(topic);
    if (count != 1) {
      throw new ConfigException(
          topic + " has " + count + " partitions; its order counts, so it must have 1");
    }
  }

  private void checkAdministration(Set<String> present)
      throws ExecutionException, InterruptedException {
    for (String topic : AdminTopics.needed(config)) {
      if (!present.contains(topic)) {
        throw missing(List.of(topic));
      }
      AdminTopics.check(config, topic, topics.of(topic), count(topic));
    }
  }

  private int count(String topic) throws ExecutionException, InterruptedException {
    return topics.partitions(List.of(topic)).get(topic);
  }

  private int partitions(PipelineConfig p) throws ExecutionException, InterruptedException {
    Map<String, Integer> counts = topics.partitions(p.topics().inputs());
    if (new HashSet<>(counts.values()).size() != 1) {
      throw new ConfigException(
          "input topics must have the same number of partitions, or a subject's samples never meet: "
              + counts);
    }
    return counts.values().iterator().next();
  }

  private void checkInput(String topic, Config settings, PipelineConfig p) {
    TopicSettings.requireCleanup(
        topic,
        settings,
        TopicConfig.CLEANUP_POLICY_DELETE,
        "inputs are read again by offset and must have");
    Duration needed =
        p.window()
            .size()
            .plus(p.window().grace())
            .plus(p.window().retention())
            .plus(config.maxOutage());
    long retention = TopicSettings.number(settings, TopicConfig.RETENTION_MS_CONFIG);
    if (retention >= 0 && retention < needed.toMillis()) {
      throw new ConfigException(
          topic
              + " keeps records for "
              + Duration.ofMillis(retention)
              + "; window + grace + retention + outage.max need at least "
              + needed);
    }
    long bytes = TopicSettings.number(settings, TopicConfig.RETENTION_BYTES_CONFIG);
    if (bytes >= 0 && !config.retentionBytesAccepted()) {
      throw new ConfigException(
          topic
              + " has retention.bytes="
              + bytes
              + " and may forget records too early; remove it or set retention.bytes.accepted=true");
    }
  }

  private static void checkOutputs(Topics topics, Map<String, Config> settings) {
    for (String history : List.of(topics.predictions(), topics.late(), topics.deadLetters())) {
      TopicSettings.requireCleanup(
          history,
          settings.get(history),
          TopicConfig.CLEANUP_POLICY_DELETE,
          "it keeps every record of a subject and must have");
    }
    String cleanup = settings.get(topics.latest()).get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new ConfigException(
          topics.latest()
              + " has cleanup.policy="
              + cleanup
              + "; it keeps the newest revision of each window and must have compact");
    }
    long largest =
        topics.inputs().stream()
            .mapToLong(
                t -> TopicSettings.number(settings.get(t), TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
            .max()
            .orElseThrow();
    long needed = Math.min(Integer.MAX_VALUE, largest + TopicSetup.ENVELOPE_BYTES);
    for (String holder : List.of(topics.late(), topics.deadLetters())) {
      long room = TopicSettings.number(settings.get(holder), TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      if (room < needed) {
        throw new ConfigException(
            holder
                + " has max.message.bytes="
                + room
                + "; the largest input record and what is added to it need at least "
                + needed);
      }
    }
  }
}
