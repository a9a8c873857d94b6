package io.lacuna.bench.torture.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic as any downstream consumer would, committed records only, from its beginning and
 * through every fault, on a thread of its own. What it saw must still be there at the end.
 */
public final class CommittedTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long JOIN_MS = 10_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<SeenLog> seen = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closing;

  public CommittedTail(Map<String, Object> connection, String topic, int partitions) {
    consumer = Readers.committed(connection);
    List<TopicPartition> all = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      all.add(new TopicPartition(topic, p));
      seen.add(new SeenLog());
    }
    consumer.assign(all);
    thread = new Thread(this::run, "torture-tail");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> r : consumer.poll(POLL)) {
          seen.get(r.partition()).add(r.offset(), System.nanoTime(), checksum(r.value()));
        }
      }
    }
  }

  /** Of a record's value. */
  static int checksum(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value);
    return (int) crc.getValue();
  }

  /** Whether this record was read while the run went on. */
  public boolean saw(ConsumerRecord<byte[], byte[]> record) {
    return seen.get(record.partition()).holds(record.offset(), checksum(record.value()));
  }

  /** Records read so far. */
  public long count() {
    return seen.stream().mapToLong(SeenLog::size).sum();
  }

  /** Records read so far from one partition. */
  public int count(int partition) {
    return seen.get(partition).size();
  }

  /**
   * When the last partition had given a record at or behind its fence; −1 while one has not.
   *
   * @param fence an offset per partition
   */
  public long passedAt(long[] fence) {
    long last = -1;
    for (int p = 0; p < fence.length; p++) {
      long at = seen.get(p).firstAt(fence[p]);
      if (at < 0) {
        return -1;
      }
      last = Math.max(last, at);
    }
    return last;
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
