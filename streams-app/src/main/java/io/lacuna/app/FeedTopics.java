package io.lacuna.app;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.config.SubjectRule;
import io.lacuna.app.intake.IntakeTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of feeds and their mappings: those that are missing, and those that lose data. */
final class FeedTopics {
  private final AppConfig config;
  private final TopicSettings topics;

  FeedTopics(AppConfig config, Admin admin) {
    this.config = config;
    this.topics = new TopicSettings(admin);
  }

  /**
   * Those that are missing; a mapping topic gets as many partitions as the feed beside it has.
   *
   * @param present names of the topics there are
   * @param settings topic settings such as {@code retention.ms}
   */
  List<NewTopic> missing(
      Set<String> present, int partitions, short replication, Map<String, String> settings)
      throws ExecutionException, InterruptedException {
    Map<String, NewTopic> missing = new TreeMap<>();
    for (FeedConfig feed : config.feeds()) {
      List<String> group = feed.inputs();
      List<String> there = group.stream().filter(present::contains).toList();
      int count =
          there.isEmpty() ? partitions : topics.partitions(there).values().iterator().next();
      for (String topic : group) {
        if (!present.contains(topic)) {
          boolean mapping =
              feed.subject() instanceof SubjectRule.Mapped m && topic.equals(m.topic());
          missing.putIfAbsent(
              topic,
              new NewTopic(topic, count, replication)
                  .configs(mapping ? compacted(settings) : settings));
        }
      }
    }
    return new ArrayList<>(missing.values());
  }

  /** The newest mapping of a key is kept for ever. */
  private static Map<String, String> compacted(Map<String, String> settings) {
    Map<String, String> compacted = new HashMap<>(settings);
    compacted.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    return compacted;
  }

  /**
   * Partitions per feed, under {@code intake.<feed>}.
   *
   * @param present names of the topics there are
   * @throws ConfigException naming the topic, its setting and what is allowed
   */
  Map<String, Integer> check(Set<String> present) throws ExecutionException, InterruptedException {
    Map<String, Integer> partitions = new TreeMap<>();
    for (FeedConfig feed : config.feeds()) {
      List<String> group = feed.inputs();
      List<String> missing = group.stream().filter(t -> !present.contains(t)).toList();
      if (!missing.isEmpty()) {
        throw TopicChecks.missing(missing);
      }
      Map<String, Integer> counts = topics.partitions(group);
      if (new TreeSet<>(counts.values()).size() != 1) {
        throw new ConfigException(
            "the topics of feed "
                + feed.name()
                + " must have the same number of partitions, or records of one key never meet: "
                + counts);
      }
      partitions.put("intake." + feed.name(), counts.get(feed.topic()));
      checkFeed(feed, feed.topic(), present);
      if (feed.call() != null && feed.call().boundaries() != null) {
        checkFeed(feed, feed.call().boundaries(), present);
      }
      if (feed.subject() instanceof SubjectRule.Mapped rule) {
        checkMapping(feed, rule.topic());
      }
    }
    return partitions;
  }

  private void checkFeed(FeedConfig feed, String topic, Set<String> present)
      throws ExecutionException, InterruptedException {
    Config settings = topics.of(topic);
    TopicSettings.requireCleanup(
        topic,
        settings,
        TopicConfig.CLEANUP_POLICY_DELETE,
        "several samples stand under one key, so it must have");
    long retention = TopicSettings.number(settings, TopicConfig.RETENTION_MS_CONFIG);
    if (retention >= 0 && retention < config.maxOutage().toMillis()) {
      throw new ConfigException(
          topic
              + " keeps records for "
              + Duration.ofMillis(retention)
              + "; outage.max needs at least "
              + config.maxOutage());
    }
    checkDeadLetters(feed, settings, topic);
    checkRoom(feed.target(), config.payload().maxRecord(), "record.max.bytes needs");
    String changelog = IntakeTopology.changelogOfHeld(ClientSettings.intakeId(config), feed);
    if (present.contains(changelog)) {
      checkRoom(changelog, config.payload().maxRecord(), "record.max.bytes needs");
    }
  }

  private void checkDeadLetters(FeedConfig feed, Config settings, String topic)
      throws ExecutionException, InterruptedException {
    long largest = TopicSettings.number(settings, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    checkRoom(
        feed.topics().deadLetters(),
        Math.min(Integer.MAX_VALUE, largest + TopicSetup.ENVELOPE_BYTES),
        "the largest record of " + topic + " and what is added to it need");
  }

  private void checkRoom(String holder, long needed, String why)
      throws ExecutionException, InterruptedException {
    long room = TopicSettings.number(topics.of(holder), TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    if (room < needed) {
      throw new ConfigException(
          holder + " has max.message.bytes=" + room + "; " + why + " at least " + needed);
    }
  }

  private void checkMapping(FeedConfig feed, String topic)
      throws ExecutionException, InterruptedException {
    Config settings = topics.of(topic);
    checkDeadLetters(feed, settings, topic);
    TopicSettings.requireCleanup(
        topic,
        settings,
        TopicConfig.CLEANUP_POLICY_COMPACT,
        "a forgotten mapping makes its samples dead letters after a restart, so it must have");
  }
}
