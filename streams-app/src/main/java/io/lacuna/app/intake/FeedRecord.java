package io.lacuna.app.intake;

import io.lacuna.schema.RecordedHeader;
import io.lacuna.schema.state.HeldRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A record of a feed as it stood in the log.
 *
 * @param in key, value, timestamp and headers
 * @param offset in the partition of the task
 */
record FeedRecord(Record<byte[], byte[]> in, long offset) {

  /** The same with another value. */
  FeedRecord withValue(byte[] value) {
    return new FeedRecord(in.withValue(value), offset);
  }

  /** For the store; only records with a key and a value wait. */
  HeldRecord held() {
    List<RecordedHeader> headers = new ArrayList<>();
    for (Header h : in.headers()) {
      headers.add(
          new RecordedHeader(h.key(), h.value() == null ? null : ByteBuffer.wrap(h.value())));
    }
    return new HeldRecord(
        in.timestamp(), ByteBuffer.wrap(in.key()), ByteBuffer.wrap(in.value()), headers);
  }

  static FeedRecord of(HeldRecord held, long offset) {
    Headers headers = new RecordHeaders();
    for (RecordedHeader h : held.getHeaders()) {
      headers.add(h.getKey(), h.getValue() == null ? null : bytes(h.getValue()));
    }
    return new FeedRecord(
        new Record<>(bytes(held.getKey()), bytes(held.getValue()), held.getTimestamp(), headers),
        offset);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
