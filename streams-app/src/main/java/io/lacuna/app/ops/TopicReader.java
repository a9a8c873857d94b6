package io.lacuna.app.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed records of a topic, up to where it ended when the reading began. One thread. */
public final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * @param connection how to reach the brokers
   */
  public TopicReader(Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Where a reading begins in each partition. */
  public sealed interface From {
    /** The first record that is there. */
    record Beginning() implements From {}

    /** The first record with this timestamp or a later one. */
    record Time(Instant instant) implements From {}

    /**
     * So many offsets before the end. Marks of transactions count, so that there may be fewer
     * records.
     */
    record Last(long offsets) implements From {}
  }

  /**
   * Reads each partition in the order of its offsets.
   *
   * @throws IllegalArgumentException if there is no such topic
   */
  public void read(String topic, From from, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    List<TopicPartition> places = partitions(topic);
    Map<TopicPartition, Long> ends = consumer.endOffsets(places);
    consumer.assign(places);
    seek(places, ends, from);
    while (places.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < ends.get(new TopicPartition(topic, record.partition()))) {
          each.accept(record);
        }
      }
    }
  }

  /** One record, or null where there is none (any more) at that offset. */
  public ConsumerRecord<byte[], byte[]> at(String topic, int partition, long offset) {
    TopicPartition place = new TopicPartition(topic, partition);
    if (!partitions(topic).contains(place)) {
      throw new IllegalArgumentException("topic " + topic + " has no partition " + partition);
    }
    consumer.assign(List.of(place));
    long end = consumer.endOffsets(List.of(place)).get(place);
    long start = consumer.beginningOffsets(List.of(place)).get(place);
    if (offset < start || offset >= end) {
      return null;
    }
    consumer.seek(place, offset);
    while (consumer.position(place) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        return record.offset() == offset ? record : null;
      }
    }
    return null;
  }

  private List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new IllegalArgumentException("there is no topic " + topic);
    }
    return partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  private void seek(List<TopicPartition> places, Map<TopicPartition, Long> ends, From from) {
    consumer.seekToBeginning(places);
    if (from instanceof From.Last last) {
      Map<TopicPartition, Long> starts = consumer.beginningOffsets(places);
      places.forEach(p -> consumer.seek(p, Math.max(starts.get(p), ends.get(p) - last.offsets())));
    } else if (from instanceof From.Time time) {
      Map<TopicPartition, Long> asked = new HashMap<>();
      places.forEach(p -> asked.put(p, time.instant().toEpochMilli()));
      Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(asked);
      places.forEach(
          p -> consumer.seek(p, found.get(p) == null ? ends.get(p) : found.get(p).offset()));
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
