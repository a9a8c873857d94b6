package io.lacuna.app.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes samples to Kafka, each once, and tells where they stand. Thread-safe. */
final class SampleSender implements AutoCloseable {
  /** For the topic's partitions to be known; nobody waits longer for a broker that is away. */
  private static final int MAX_BLOCK_MS = 3000;

  private final RegistryAvro registry;
  private final Producer<byte[], byte[]> producer;

  SampleSender(RegistryAvro registry, Producer<byte[], byte[]> producer) {
    this.registry = registry;
    this.producer = producer;
  }

  /**
   * A producer that gives up after a while and never repeats a record.
   *
   * @param connection how to reach the brokers
   * @param bytes that may wait at once
   */
  static SampleSender connect(
      Map<String, Object> connection, RegistryAvro registry, long bytes, Duration ackTimeout) {
    int ackMs = (int) Math.min(ackTimeout.toMillis(), Integer.MAX_VALUE);
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ackMs);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, ackMs / 2));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
    // what waits is bounded before; records are a little larger than their payloads
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * Math.max(bytes, 16 << 20));
    return new SampleSender(
        registry,
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /**
   * Sends a sample. The answer comes when every replica in sync has it; it fails with a {@link
   * Refusal}, in which case the broker may have it all the same.
   */
  CompletableFuture<Position> send(String topic, Sample sample) {
    CompletableFuture<Position> answer = new CompletableFuture<>();
    try {
      byte[] value = registry.encode(topic, sample);
      producer.send(
          new ProducerRecord<>(topic, sample.getSubject().getBytes(UTF_8), value),
          (at, error) -> {
            if (error == null) {
              answer.complete(new Position(at.topic(), at.partition(), at.offset()));
            } else {
              answer.completeExceptionally(refusal(topic, error));
            }
          });
    } catch (KafkaException e) {
      answer.completeExceptionally(refusal(topic, e));
    }
    return answer;
  }

  private static Refusal refusal(String topic, Exception error) {
    String name = error.getClass().getSimpleName();
    return error instanceof RecordTooLargeException
        ? new Refusal(Reason.TOO_LARGE, topic + " takes no record of this size")
        : new Refusal(Reason.BROKER_AWAY, "no acknowledgement for " + topic + " (" + name + ")");
  }

  /** Waits for what is on its way. */
  @Override
  public void close() {
    producer.close();
  }
}
