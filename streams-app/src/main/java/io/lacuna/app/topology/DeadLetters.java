package io.lacuna.app.topology;

import io.lacuna.model.modality.RejectReason;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Dead letters: the record's own bytes, key and headers, and headers of ours that say where it came
 * from and why it is here. Never a stack trace, never payload text.
 */
public final class DeadLetters {
  public static final String KIND = "lacuna.dlq.kind";
  public static final String REASON = "lacuna.error.reason";
  public static final String STAGE = "lacuna.error.stage";
  public static final String ORIGIN_TOPIC = "lacuna.origin.topic";
  public static final String ORIGIN_PARTITION = "lacuna.origin.partition";
  public static final String ORIGIN_OFFSET = "lacuna.origin.offset";

  /** The value is the original record value. */
  public static final String RAW = "raw";

  /** The value is an Avro {@link io.lacuna.schema.Rejection} that points to the record. */
  public static final String POINTER = "pointer";

  private DeadLetters() {}

  static Record<Object, Object> raw(
      Record<byte[], Decoded> in, RecordMetadata origin, RejectReason reason, String stage) {
    return raw(
        in.withValue(in.value().raw()),
        new TopicPartition(origin.topic(), origin.partition()),
        origin.offset(),
        reason,
        stage);
  }

  /**
   * A dead letter that holds the record.
   *
   * @param origin where the record stood
   * @param stage at which it failed, e.g. {@code decode}
   */
  public static Record<Object, Object> raw(
      Record<byte[], byte[]> in,
      TopicPartition origin,
      long offset,
      RejectReason reason,
      String stage) {
    Headers headers = new RecordHeaders();
    for (Header h : in.headers()) {
      headers.add(h);
    }
    put(headers, KIND, RAW);
    put(headers, REASON, reason.name());
    put(headers, STAGE, stage);
    put(headers, ORIGIN_TOPIC, origin.topic());
    put(headers, ORIGIN_PARTITION, Integer.toString(origin.partition()));
    put(headers, ORIGIN_OFFSET, Long.toString(offset));
    return new Record<>(in.key(), in.value(), in.timestamp(), headers);
  }

  /** Headers of a dead letter that points to a record whose payload is broken. */
  public static Headers pointer(RejectReason reason, String topic, int partition, long offset) {
    return pointer(reason, "payload", topic, partition, offset);
  }

  /**
   * Headers of a dead letter that points to a record.
   *
   * @param stage at which it failed, e.g. {@code payload}
   */
  public static Headers pointer(
      RejectReason reason, String stage, String topic, int partition, long offset) {
    Headers headers = new RecordHeaders();
    put(headers, KIND, POINTER);
    put(headers, REASON, reason.name());
    put(headers, STAGE, stage);
    put(headers, ORIGIN_TOPIC, topic);
    put(headers, ORIGIN_PARTITION, Integer.toString(partition));
    put(headers, ORIGIN_OFFSET, Long.toString(offset));
    return headers;
  }

  private static void put(Headers headers, String key, String value) {
    headers.add(key, value.getBytes(StandardCharsets.UTF_8));
  }
}
