package io.lacuna.app.replay;

import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedHeader;
import io.lacuna.schema.RecordedRecord;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record as a replay hands it to a task.
 *
 * @param value the recorded value, or what takes its place
 * @param arrivalMs when it arrives, UTC ms
 */
public record FedRecord(RecordedRecord record, Modality modality, byte[] value, long arrivalMs)
    implements Comparable<FedRecord> {

  /** By arrival; then modality and offset, so that the order is always the same. */
  @Override
  public int compareTo(FedRecord other) {
    int order = Long.compare(arrivalMs, other.arrivalMs);
    if (order == 0) {
      order = modality.compareTo(other.modality);
    }
    return order == 0 ? Long.compare(record.getOffset(), other.record.getOffset()) : order;
  }

  byte[] key() {
    return bytes(record.getKey());
  }

  Headers headers() {
    RecordHeaders headers = new RecordHeaders();
    for (RecordedHeader header : record.getHeaders()) {
      headers.add(header.getKey(), bytes(header.getValue()));
    }
    return headers;
  }

  static byte[] bytes(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
