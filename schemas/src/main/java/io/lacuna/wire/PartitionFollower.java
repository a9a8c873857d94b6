package io.lacuna.wire;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads one partition from its beginning and goes on with what comes. No record is skipped: one
 * that whoever takes them fails on is given to it again. For one thread at a time, but for {@link
 * #wakeup}.
 */
public final class PartitionFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final TopicPartition partition;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Consumer<ConsumerRecord<String, byte[]>> to;

  /**
   * @param consumer without a subscription; closed with this
   * @param to takes the records in order; what it throws reaches whoever reads
   */
  public PartitionFollower(
      TopicPartition partition,
      KafkaConsumer<String, byte[]> consumer,
      Consumer<ConsumerRecord<String, byte[]>> to) {
    this.partition = partition;
    this.consumer = consumer;
    this.to = to;
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** Where the partition ends now, for this consumer's isolation level. */
  public long end() {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  /**
   * Whether all before an offset is read; if not, reads some of it.
   *
   * @throws org.apache.kafka.common.errors.WakeupException after {@link #wakeup}
   */
  public boolean isAt(long end) {
    if (consumer.position(partition) >= end) {
      return true;
    }
    await();
    return false;
  }

  /**
   * Waits a moment for something new.
   *
   * @throws org.apache.kafka.common.errors.WakeupException after {@link #wakeup}
   */
  public void await() {
    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        to.accept(record);
      } catch (RuntimeException e) {
        consumer.seek(partition, record.offset());
        throw e;
      }
    }
  }

  /** Ends a wait of another thread. */
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
