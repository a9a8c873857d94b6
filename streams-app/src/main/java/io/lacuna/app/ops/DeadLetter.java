package io.lacuna.app.ops;

import io.lacuna.app.topology.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A dead letter and where it came from.
 *
 * @param pointer whether the value points to the record, instead of being it
 * @param stage at which it failed, e.g. {@code payload}
 */
public record DeadLetter(
    int partition,
    long offset,
    Instant timestamp,
    boolean pointer,
    String stage,
    String reason,
    String originTopic,
    int originPartition,
    long originOffset) {
  /** What every dead letter carries. */
  static final Set<String> HEADERS =
      Set.of(
          DeadLetters.KIND,
          DeadLetters.REASON,
          DeadLetters.STAGE,
          DeadLetters.ORIGIN_TOPIC,
          DeadLetters.ORIGIN_PARTITION,
          DeadLetters.ORIGIN_OFFSET);

  /** Whether the record has the headers of a dead letter. */
  static boolean isOne(ConsumerRecord<byte[], byte[]> record) {
    return HEADERS.stream()
        .map(name -> record.headers().lastHeader(name))
        .allMatch(header -> header != null && header.value() != null);
  }

  /**
   * @throws IllegalArgumentException if the record lacks the headers of a dead letter
   */
  static DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
    return new DeadLetter(
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        text(record, DeadLetters.KIND).equals(DeadLetters.POINTER),
        text(record, DeadLetters.STAGE),
        text(record, DeadLetters.REASON),
        text(record, DeadLetters.ORIGIN_TOPIC),
        Integer.parseInt(text(record, DeadLetters.ORIGIN_PARTITION)),
        Long.parseLong(text(record, DeadLetters.ORIGIN_OFFSET)));
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    if (header == null || header.value() == null) {
      throw new IllegalArgumentException(
          record.topic()
              + " partition "
              + record.partition()
              + " offset "
              + record.offset()
              + " is no dead letter: it has no header "
              + name);
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  /** {@code PARTITION:OFFSET}, as people name it. */
  public String place() {
    return partition + ":" + offset;
  }
}
