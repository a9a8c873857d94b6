package io.lacuna.app;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** How topics are kept, as the brokers say it. */
final class TopicSettings {
  private final Admin admin;

  TopicSettings(Admin admin) {
    this.admin = admin;
  }

  /** Settings by topic; all of them must be there. */
  Map<String, Config> of(Collection<String> topics)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> resources =
        topics.stream().map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t)).toList();
    Map<String, Config> settings = new TreeMap<>();
    admin.describeConfigs(resources).all().get().forEach((r, c) -> settings.put(r.name(), c));
    return settings;
  }

  Config of(String topic) throws ExecutionException, InterruptedException {
    return of(List.of(topic)).get(topic);
  }

  /** Partitions by topic. */
  Map<String, Integer> partitions(Collection<String> topics)
      throws ExecutionException, InterruptedException {
    Map<String, Integer> counts = new TreeMap<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get()
        .forEach((name, topic) -> counts.put(name, topic.partitions().size()));
    return counts;
  }

  /**
   * Refuses a topic with another cleanup policy.
   *
   * @param why it must have this one, with a verb
   */
  static void requireCleanup(String topic, Config settings, String policy, String why) {
    String cleanup = settings.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!cleanup.equals(policy)) {
      throw new ConfigException(
          topic + " has cleanup.policy=" + cleanup + "; " + why + " " + policy);
    }
  }

  static long number(Config settings, String key) {
    return Long.parseLong(settings.get(key).value());
  }
}
