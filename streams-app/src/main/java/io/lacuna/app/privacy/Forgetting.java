package io.lacuna.app.privacy;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.FeedConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.wire.RegistryAvro;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Forgets a subject: deletes its data keys, so that its payloads are unreadable wherever they were
 * written, and its rows in the latest views. One thread.
 */
public final class Forgetting {
  private final AppConfig config;
  private final Privacy privacy;
  private final LatestRows latest;
  private final FeedKeys feeds;

  public Forgetting(AppConfig config, Privacy privacy, RegistryAvro registry) {
    this.config = config;
    this.privacy = privacy;
    this.latest = new LatestRows(ClientSettings.connection(config), registry);
    this.feeds = new FeedKeys(config, ClientSettings.connection(config), registry);
  }

  /**
   * What was, or would be, deleted.
   *
   * @param keys data keys
   * @param rows rows of latest views
   * @param open of these, rows of windows that can still be revised and so come back
   */
  public record Forgotten(int keys, int rows, int open) {}

  /** Stands for the subject in all that is written about it. */
  public String pseudonym(String subject) {
    return privacy.keys().pseudonym(subject);
  }

  /**
   * The ids of subjects, each followed by the keys under which feeds bring it: payloads stand under
   * those too.
   */
  public Set<String> withFeedKeys(Collection<String> subjects) {
    Set<String> ids = new LinkedHashSet<>();
    for (String subject : subjects) {
      ids.add(subject);
      ids.addAll(feeds.of(subject));
    }
    return ids;
  }

  /** What there is to delete. */
  public Forgotten look(String subject) {
    return forgotten(privacy.keys().countKeys(subject), rows(subject));
  }

  /**
   * Deletes it. Keys first: whatever fails afterwards, no payload can be read any more.
   *
   * @throws org.apache.kafka.common.KafkaException if a deletion was not acknowledged; run it again
   */
  public Forgotten forget(String subject) {
    int keys = privacy.admin().forget(subject);
    List<LatestRows.Row> rows = rows(subject);
    latest.delete(rows);
    return forgotten(keys, rows);
  }

  private static Forgotten forgotten(int keys, List<LatestRows.Row> rows) {
    return new Forgotten(
        keys, rows.size(), (int) rows.stream().filter(LatestRows.Row::open).count());
  }

  private List<LatestRows.Row> rows(String subject) {
    List<LatestRows.Row> rows = new ArrayList<>();
    for (PipelineConfig pipeline : config.pipelines()) {
      rows.addAll(latest.find(pipeline.topics(), subject).values());
    }
    return rows;
  }

  /**
   * How long the topics keep what remains, in words by topic.
   *
   * @throws ExecutionException if the brokers do not say
   */
  public Map<String, String> retentions() throws ExecutionException, InterruptedException {
    List<ConfigResource> topics = new ArrayList<>();
    for (PipelineConfig pipeline : config.pipelines()) {
      for (String topic : pipeline.topics().all()) {
        if (!topic.equals(pipeline.topics().latest())) {
          topics.add(new ConfigResource(ConfigResource.Type.TOPIC, topic));
        }
      }
    }
    for (FeedConfig feed : config.feeds()) {
      topics.add(new ConfigResource(ConfigResource.Type.TOPIC, feed.topic()));
      if (feed.call() != null && feed.call().boundaries() != null) {
        topics.add(new ConfigResource(ConfigResource.Type.TOPIC, feed.call().boundaries()));
      }
    }
    Map<String, String> retentions = new TreeMap<>();
    try (Admin admin = Admin.create(ClientSettings.connection(config))) {
      admin
          .describeConfigs(topics)
          .all()
          .get()
          .forEach(
              (topic, settings) ->
                  retentions.put(
                      topic.name(), words(settings.get(TopicConfig.RETENTION_MS_CONFIG).value())));
    }
    return retentions;
  }

  private static String words(String retentionMs) {
    long ms = Long.parseLong(retentionMs);
    return ms < 0 ? "for ever" : Duration.ofMillis(ms).toString();
  }
}
