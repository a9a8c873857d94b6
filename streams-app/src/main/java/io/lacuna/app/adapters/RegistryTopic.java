package io.lacuna.app.adapters;

import io.lacuna.model.score.AdapterFolder;
import io.lacuna.schema.AdapterEvent;
import io.lacuna.schema.Announcement;
import io.lacuna.schema.CutOver;
import io.lacuna.schema.Objection;
import io.lacuna.wire.RegistryAvro;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes to the registry topic. Keys are such that compaction drops only an announcement that was
 * made again: cut-overs and objections each have a key of their own.
 */
public final class RegistryTopic implements AutoCloseable {
  private final String topic;
  private final RegistryAvro registry;
  private final Producer<String, byte[]> producer;

  /**
   * @param connection how to reach the brokers
   */
  public RegistryTopic(String topic, RegistryAvro registry, Map<String, Object> connection) {
    this(topic, registry, producer(connection));
  }

  RegistryTopic(String topic, RegistryAvro registry, Producer<String, byte[]> producer) {
    this.topic = topic;
    this.registry = registry;
    this.producer = producer;
  }

  private static Producer<String, byte[]> producer(Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  static KafkaConsumer<String, byte[]> consumer(Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Announces an adapter with the files that its folder holds now.
   *
   * @param location the folder as services see it
   * @param sites that it is meant for; none for any
   * @param masks presence letters that it is meant for; none for any
   */
  public void announce(
      String pipeline,
      AdapterFolder.Verified adapter,
      Path folder,
      String location,
      List<String> sites,
      List<String> masks) {
    send(
        "adapter/" + pipeline + "/" + adapter.digest(),
        pipeline,
        new Announcement(
            adapter.id(), adapter.digest(), location, AdapterStore.describe(folder), sites, masks));
  }

  public void publish(String pipeline, CutOver cutOver) {
    send("cut-over/" + cutOver.getId(), pipeline, cutOver);
  }

  void publish(String pipeline, Objection objection) {
    send("objection/" + UUID.randomUUID(), pipeline, objection);
  }

  /** Returns when the broker has it. */
  private void send(String key, String pipeline, Object event) {
    byte[] value = registry.encode(topic, new AdapterEvent(pipeline, event));
    try {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("cannot write to " + topic, e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
