package io.lacuna.bench.load;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends samples with random payloads; a record's timestamp is its event time. */
public final class Feed implements AutoCloseable {
  /** Prefix of subjects that only move event time; their results do not count. */
  public static final String CLOSING = "closing-";

  private final Topics topics;
  private final RegistryAvro registry;
  private final int payloadBytes;
  private final KafkaProducer<String, byte[]> producer;
  // seeded: every run of a benchmark has the same bytes
  private final Random random = new Random(7);

  /**
   * @param lingerMs how long the producer waits to fill a batch
   */
  public Feed(AppConfig config, RegistryAvro registry, int payloadBytes, int lingerMs) {
    this.topics = config.pipelines().get(0).topics();
    this.registry = registry;
    this.payloadBytes = payloadBytes;
    Map<String, Object> settings = ClientSettings.connection(config);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    // a new partition takes a second batch whose first it refused, and order is part of the feed
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** Sends one sample to its subject's partition. */
  public void send(String subject, Modality modality, long eventTimeMs) {
    send(subject, modality, eventTimeMs, null);
  }

  /** Moves event time to {@code eventTimeMs} in every partition of every input topic. */
  public void closeWindows(long eventTimeMs) {
    for (Modality m : Modality.values()) {
      int partitions = producer.partitionsFor(topics.input(m)).size();
      for (int partition = 0; partition < partitions; partition++) {
        send(CLOSING + partition, m, eventTimeMs, partition);
      }
    }
  }

  private void send(String subject, Modality modality, long eventTimeMs, Integer partition) {
    byte[] payload = new byte[payloadBytes];
    random.nextBytes(payload);
    Sample sample =
        Sample.newBuilder()
            .setSubject(subject)
            .setModality(modality)
            .setEventTime(Instant.ofEpochMilli(eventTimeMs))
            .setPayload(new InlineBytes("application/octet-stream", ByteBuffer.wrap(payload)))
            .build();
    String topic = topics.input(modality);
    producer.send(
        new ProducerRecord<>(
            topic, partition, eventTimeMs, subject, registry.encode(topic, sample)));
  }

  /** Returns when the broker has everything. */
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
