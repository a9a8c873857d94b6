package io.lacuna.app;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Creates the pipelines' topics and refuses to start on topics that would lose data. */
public final class TopicSetup {
  private static final int BROKER_DEFAULT_BYTES = 1_048_588;
  private static final int ENVELOPE_BYTES = 64 << 10;

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
    Set<String> present = new HashSet<>(admin.listTopics().names().get());
    List<NewTopic> missing = new ArrayList<>();
    for (PipelineConfig p : config.pipelines()) {
      for (String topic : p.topics().all()) {
        if (!present.contains(topic)) {
          missing.add(
              new NewTopic(topic, partitions, replication)
                  .configs(holdsRecords(p.topics(), topic) ? roomier(settings) : settings));
        }
      }
    }
    admin.createTopics(missing).all().get();
    return missing.stream().map(NewTopic::name).toList();
  }

  private static boolean holdsRecords(Topics topics, String topic) {
    return topic.equals(topics.deadLetters()) || topic.equals(topics.late());
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
   * Partitions per pipeline, after checking that each pipeline's inputs exist, have one partition
   * count, are not compacted and keep their records long enough to be read again.
   *
   * @throws ConfigException naming the topic, its setting and what is allowed
   */
  public Map<String, Integer> check() throws ExecutionException, InterruptedException {
    Set<String> present = admin.listTopics().names().get();
    Map<String, Integer> partitions = new TreeMap<>();
    for (PipelineConfig p : config.pipelines()) {
      List<String> missing = p.topics().all().stream().filter(t -> !present.contains(t)).toList();
      if (!missing.isEmpty()) {
        throw new ConfigException(
            "topics " + missing + " do not exist; create them with `lacuna topics create`");
      }
      partitions.put(p.name(), partitions(p));
      checkRetention(p);
    }
    return partitions;
  }

  private int partitions(PipelineConfig p) throws ExecutionException, InterruptedException {
    Map<String, TopicDescription> inputs =
        admin.describeTopics(p.topics().inputs()).allTopicNames().get();
    Map<String, Integer> counts = new TreeMap<>();
    inputs.forEach((name, d) -> counts.put(name, d.partitions().size()));
    if (new HashSet<>(counts.values()).size() != 1) {
      throw new ConfigException(
          "input topics must have the same number of partitions, or a subject's samples never meet: "
              + counts);
    }
    return counts.values().iterator().next();
  }

  private void checkRetention(PipelineConfig p) throws ExecutionException, InterruptedException {
    Duration needed =
        p.window()
            .size()
            .plus(p.window().grace())
            .plus(p.window().retention())
            .plus(config.maxOutage());
    List<ConfigResource> resources =
        p.topics().inputs().stream()
            .map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t))
            .toList();
    for (Map.Entry<ConfigResource, Config> e :
        admin.describeConfigs(resources).all().get().entrySet()) {
      String topic = e.getKey().name();
      String cleanup = e.getValue().get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
      if (!cleanup.equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
        throw new ConfigException(
            topic
                + " has cleanup.policy="
                + cleanup
                + "; inputs are read again by offset and must have delete");
      }
      long retention = Long.parseLong(e.getValue().get(TopicConfig.RETENTION_MS_CONFIG).value());
      if (retention >= 0 && retention < needed.toMillis()) {
        throw new ConfigException(
            topic
                + " keeps records for "
                + Duration.ofMillis(retention)
                + "; window + grace + retention + outage.max need at least "
                + needed);
      }
      long bytes = Long.parseLong(e.getValue().get(TopicConfig.RETENTION_BYTES_CONFIG).value());
      if (bytes >= 0 && !config.retentionBytesAccepted()) {
        throw new ConfigException(
            topic
                + " has retention.bytes="
                + bytes
                + " and may forget records too early; remove it or set retention.bytes.accepted=true");
      }
    }
  }
}
