package io.lacuna.app.privacy;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.SubjectRule;
import io.lacuna.app.ops.TopicReader;
import io.lacuna.schema.SubjectMapping;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The keys under which feeds bring subjects, as the mapping topics say now: what waited for its
 * mapping was sealed under these.
 */
final class FeedKeys {
  private final Set<String> topics;
  private final Map<String, Object> connection;
  private final RegistryAvro registry;

  FeedKeys(AppConfig config, Map<String, Object> connection, RegistryAvro registry) {
    this.topics =
        config.feeds().stream()
            .filter(feed -> feed.subject() instanceof SubjectRule.Mapped)
            .map(feed -> ((SubjectRule.Mapped) feed.subject()).topic())
            .collect(Collectors.toCollection(TreeSet::new));
    this.connection = connection;
    this.registry = registry;
  }

  /** Those whose newest mapping names the subject. */
  Set<String> of(String subject) {
    Set<String> keys = new TreeSet<>();
    try (TopicReader reader = new TopicReader(connection)) {
      for (String topic : topics) {
        Set<String> mapped = new TreeSet<>();
        reader.read(
            topic,
            new TopicReader.From.Beginning(),
            record -> {
              if (record.key() != null) {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                mapped.remove(key);
                if (names(record, subject)) {
                  mapped.add(key);
                }
              }
            });
        keys.addAll(mapped);
      }
    }
    return keys;
  }

  private boolean names(ConsumerRecord<byte[], byte[]> record, String subject) {
    try {
      return record.value() != null
          && registry.decode(record.value(), SubjectMapping.class).getSubject().equals(subject);
    } catch (WireException e) {
      // the intake refuses it by name, and no mapping
      return false;
    }
  }
}
