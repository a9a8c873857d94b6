package io.lacuna.app.record;

import io.lacuna.model.recording.TopicRole;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads ranges of several topics to their ends, committed records only. For one thread. */
final class RangeReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /** A record and the role of its topic. */
  record Read(TopicRole role, ConsumerRecord<byte[], byte[]> record) {}

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordingPlan plan;
  private final RecordProgress progress;
  private final Consumer<String> talk;
  private final Map<TopicPartition, TopicRange> ranges = new LinkedHashMap<>();
  private final long followUntilNanos;
  private boolean following;

  RangeReader(Map<String, Object> connection, RecordingPlan plan, Consumer<String> talk) {
    this.plan = plan;
    this.talk = talk;
    this.progress = new RecordProgress(talk);
    this.following = !plan.follow().isZero();
    this.followUntilNanos = System.nanoTime() + plan.follow().toNanos();
    this.consumer = consumer(connection);
    try {
      for (TopicRange range : new RangeFinder(consumer, plan, talk).find()) {
        ranges.put(range.place(), following ? range.endingAt(Long.MAX_VALUE) : range);
      }
      consumer.assign(ranges.keySet());
      ranges.values().forEach(range -> consumer.seek(range.place(), range.firstOffset()));
      pauseWhatIsRead();
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The ranges; their ends are known once {@link #isAtEnd} holds. */
  List<TopicRange> ranges() {
    return List.copyOf(ranges.values());
  }

  boolean isAtEnd() {
    return !following && left() == 0;
  }

  private long left() {
    return ranges.values().stream()
        .mapToLong(range -> Math.max(0, range.endOffset() - consumer.position(range.place())))
        .sum();
  }

  /**
   * The next records, in offset order within each partition; may be none.
   *
   * @throws IOException if records were deleted before they could be read and that is not allowed
   */
  List<Read> poll() throws IOException {
    List<Read> reads = new ArrayList<>();
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> r : records) {
        TopicRange range = ranges.get(new TopicPartition(r.topic(), r.partition()));
        if (r.offset() < range.endOffset()) {
          reads.add(new Read(range.role(), r));
        }
      }
    } catch (OffsetOutOfRangeException e) {
      skipDeleted(e);
    }
    if (following && System.nanoTime() >= followUntilNanos) {
      following = false;
      consumer
          .endOffsets(ranges.keySet())
          .forEach((place, end) -> ranges.computeIfPresent(place, (p, r) -> r.endingAt(end)));
    }
    pauseWhatIsRead();
    progress.add(reads.size(), following ? 0 : left());
    return reads;
  }

  private void pauseWhatIsRead() {
    List<TopicPartition> read =
        ranges.values().stream()
            .filter(range -> consumer.position(range.place()) >= range.endOffset())
            .map(TopicRange::place)
            .toList();
    consumer.pause(read);
  }

  private void skipDeleted(OffsetOutOfRangeException e) throws IOException {
    Map<TopicPartition, Long> starts =
        consumer.beginningOffsets(e.offsetOutOfRangePartitions().keySet());
    for (Map.Entry<TopicPartition, Long> at : e.offsetOutOfRangePartitions().entrySet()) {
      String gone =
          at.getKey().topic()
              + " partition "
              + at.getKey().partition()
              + ": records from offset "
              + at.getValue()
              + " on were deleted before they were read";
      if (!plan.allowHoles()) {
        throw new IOException(gone + "; raise the topic's retention, or give --allow-holes");
      }
      talk.accept(gone);
      long start = starts.get(at.getKey());
      ranges.computeIfPresent(at.getKey(), (p, range) -> range.startingAt(start));
      consumer.seek(at.getKey(), Math.min(start, ranges.get(at.getKey()).endOffset()));
    }
  }

  /** How many records in how much time. */
  String summary() {
    return progress.line();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
