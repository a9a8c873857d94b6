package io.lacuna.app.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed records of a topic, up to where it ended when the reading began. One thread. */
public final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    /** The last so many records. */
    record Last(long records) implements From {}
  }

  /**
   * Reads each partition in the order of its offsets.
   *
   * @throws IllegalArgumentException if there is no such topic
   * @throws TimeoutException if nothing comes from the brokers any more
   */
  public void read(String topic, From from, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    List<TopicPartition> places = partitions(topic);
    consumer.assign(places);
    Map<TopicPartition, Long> ends = consumer.endOffsets(places);
    seek(places, ends, from);
    drain(ends, each);
  }

  /** From where the consumer stands up to the ends. */
  private void drain(
      Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    long left = left(ends);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (left > 0) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
          each.accept(record);
        }
      }
      long now = left(ends);
      if (now < left) {
        left = now;
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "nothing came from " + ends.keySet() + " for " + PATIENCE.toSeconds() + " s");
      }
    }
  }

  private long left(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(e -> Math.max(0, e.getValue() - consumer.position(e.getKey())))
        .sum();
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
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>(1);
    drain(
        Map.of(place, offset + 1),
        record -> {
          if (record.offset() == offset) {
            found.add(record);
          }
        });
    return found.isEmpty() ? null : found.get(0);
  }

  /** Whether there is such a topic, with such a partition. */
  public boolean has(String topic, int partition) {
    return known(topic).contains(new TopicPartition(topic, partition));
  }

  private List<TopicPartition> partitions(String topic) {
    List<TopicPartition> partitions = known(topic);
    if (partitions.isEmpty()) {
      throw new IllegalArgumentException("there is no topic " + topic);
    }
    return partitions;
  }

  private List<TopicPartition> known(String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    return partitions == null
        ? List.of()
        : partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  private void seek(List<TopicPartition> places, Map<TopicPartition, Long> ends, From from) {
    consumer.seekToBeginning(places);
    if (from instanceof From.Last last) {
      Map<TopicPartition, Long> starts = new HashMap<>();
      Map<TopicPartition, Long> oldest = consumer.beginningOffsets(places);
      places.forEach(p -> starts.put(p, last(p, oldest.get(p), ends.get(p), last.records())));
      consumer.assign(places);
      starts.forEach(consumer::seek);
    } else if (from instanceof From.Time time) {
      Map<TopicPartition, Long> asked = new HashMap<>();
      places.forEach(p -> asked.put(p, time.instant().toEpochMilli()));
      Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(asked);
      places.forEach(
          p -> consumer.seek(p, found.get(p) == null ? ends.get(p) : found.get(p).offset()));
    }
  }

  /**
   * Offset of the so many records before the end. Marks of transactions and what compaction took
   * away hold offsets too, so that the search goes back in growing steps.
   */
  private long last(TopicPartition place, long start, long end, long records) {
    consumer.assign(List.of(place));
    for (long span = records; ; span *= 4) {
      long from = Math.max(start, end - span);
      ArrayDeque<Long> offsets = new ArrayDeque<>();
      consumer.seek(place, from);
      drain(
          Map.of(place, end),
          record -> {
            offsets.add(record.offset());
            if (offsets.size() > records) {
              offsets.remove();
            }
          });
      if (offsets.size() == records || from == start) {
        return offsets.isEmpty() ? end : offsets.element();
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
