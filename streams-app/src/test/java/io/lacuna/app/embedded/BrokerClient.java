package io.lacuna.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The few things that the tests do with a broker, each with clients of its own. */
final class BrokerClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long OLD_TIMESTAMP_MS = 1_000L;

  private BrokerClient() {}

  static String clusterId(String servers) throws Exception {
    try (Admin admin = admin(servers)) {
      return admin.describeCluster().clusterId().get();
    }
  }

  static void createTopic(String servers, String topic) throws Exception {
    try (Admin admin = admin(servers)) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  /** Sends one record with a timestamp of 1970 and waits until the broker has it. */
  static <T> void send(String servers, String topic, T value, Serializer<T> serializer)
      throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", servers, "acks", "all");
    try (var producer = new KafkaProducer<>(config, new StringSerializer(), serializer)) {
      producer.send(new ProducerRecord<>(topic, 0, OLD_TIMESTAMP_MS, "key", value)).get();
    }
  }

  /** The first {@code count} records of the topic's only partition. */
  static <T> List<ConsumerRecord<String, T>> read(
      String servers, String topic, Deserializer<T> deserializer, int count) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest");
    List<ConsumerRecord<String, T>> records = new ArrayList<>();
    try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), deserializer)) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      long giveUp = System.nanoTime() + PATIENCE.toNanos();
      while (records.size() < count && System.nanoTime() < giveUp) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    assertThat(records).as("records of %s within %s", topic, PATIENCE).hasSize(count);
    return records;
  }

  private static Admin admin(String servers) {
    return Admin.create(Map.of("bootstrap.servers", servers));
  }
}
