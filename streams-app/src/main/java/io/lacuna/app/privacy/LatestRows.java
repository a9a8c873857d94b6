package io.lacuna.app.privacy;

import io.lacuna.app.batch.LatestKey;
import io.lacuna.app.config.Topics;
import io.lacuna.app.ops.TopicReader;
import io.lacuna.schema.Prediction;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A subject's rows in the latest views of the pipelines. */
final class LatestRows {
  private final Map<String, Object> connection;
  private final RegistryAvro registry;

  LatestRows(Map<String, Object> connection, RegistryAvro registry) {
    this.connection = connection;
    this.registry = registry;
  }

  /**
   * A row that stands there now.
   *
   * @param open whether its window can still be revised, so that the row can come back
   */
  record Row(String topic, int partition, String key, boolean open) {}

  Map<String, Row> find(Topics topics, String subject) {
    String prefix = LatestKey.prefix(subject);
    Map<String, Row> rows = new LinkedHashMap<>();
    try (TopicReader reader = new TopicReader(connection)) {
      reader.read(
          topics.latest(),
          new TopicReader.From.Beginning(),
          record -> {
            String key =
                record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (!key.startsWith(prefix)) {
              return;
            }
            if (record.value() == null) {
              rows.remove(key);
            } else {
              rows.put(key, new Row(record.topic(), record.partition(), key, isOpen(record)));
            }
          });
    }
    return rows;
  }

  private boolean isOpen(ConsumerRecord<byte[], byte[]> record) {
    try {
      return !registry.decode(record.value(), Prediction.class).getIsFinal();
    } catch (WireException e) {
      // unreadable rows are deleted all the same, and nothing revises them
      return false;
    }
  }

  /** Writes a tombstone for each row, in the row's own partition. */
  void delete(Iterable<Row> rows) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (Row row : rows) {
        producer.send(new ProducerRecord<>(row.topic(), row.partition(), row.key(), null)).get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException("a row of the latest view could not be deleted", e.getCause());
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }
}
