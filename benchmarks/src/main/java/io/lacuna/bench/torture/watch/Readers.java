package io.lacuna.bench.torture.watch;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Readers of committed records, outside any group. */
public final class Readers {
  private static final Duration POLL = Duration.ofMillis(200);

  private Readers() {}

  static KafkaConsumer<byte[], byte[]> committed(Map<String, Object> connection) {
    return open(connection, "read_committed");
  }

  private static KafkaConsumer<byte[], byte[]> open(
      Map<String, Object> connection, String isolation) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Hands over every committed record of a partition, in order, and returns at its end. */
  public static void readAll(
      Map<String, Object> connection,
      TopicPartition partition,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    read(connection, "read_committed", partition, sink);
  }

  /** Records that a partition holds of transactions that were aborted. */
  public static long aborted(Map<String, Object> connection, TopicPartition partition) {
    long[] counts = new long[2];
    read(connection, "read_uncommitted", partition, r -> counts[0]++);
    read(connection, "read_committed", partition, r -> counts[1]++);
    return counts[0] - counts[1];
  }

  private static void read(
      Map<String, Object> connection,
      String isolation,
      TopicPartition partition,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    try (KafkaConsumer<byte[], byte[]> consumer = open(connection, isolation)) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(POLL).forEach(sink);
      }
    }
  }
}
