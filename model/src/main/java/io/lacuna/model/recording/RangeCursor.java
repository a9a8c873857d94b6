package io.lacuna.model.recording;

import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** One topic and partition of a recording, copied piece by piece in order of arrival. */
final class RangeCursor implements AutoCloseable {
  private final RecordedRange range;
  private final CloseableIterator<RecordedRecord> records;
  private RecordedRecord next;
  private long nextMs = Long.MIN_VALUE;
  private long fromOffset;

  private RangeCursor(RecordedRange range, CloseableIterator<RecordedRecord> records) {
    this.range = range;
    this.records = records;
    this.fromOffset = range.fromOffset();
  }

  static RangeCursor open(RecordingFolder folder, RecordedRange range) throws IOException {
    RangeCursor cursor = new RangeCursor(range, folder.records(range.role(), range.partition()));
    try {
      cursor.advance();
      return cursor;
    } catch (RuntimeException e) {
      cursor.close();
      throw e;
    }
  }

  private void advance() {
    next = records.hasNext() ? records.next() : null;
    if (next != null) {
      nextMs = Math.max(nextMs, next.getTimestamp().toEpochMilli());
    }
  }

  RecordedRange range() {
    return range;
  }

  /** Whether a record that arrived before {@code endMs} is left. */
  boolean isBefore(long endMs) {
    return next != null && nextMs < endMs;
  }

  /**
   * Copies what arrived before {@code endMs} and says which offsets that covers. Ranges of pieces
   * lie end to end and together are the whole.
   *
   * @param change what is done to each record
   */
  void copyBefore(
      long endMs,
      RecordingBuilder builder,
      RecordedValues values,
      UnaryOperator<RecordedRecord> change)
      throws IOException {
    long from = fromOffset;
    while (isBefore(endMs)) {
      fromOffset = next.getOffset() + 1;
      builder.append(change.apply(next), values.sample(next));
      advance();
    }
    if (endMs == Long.MAX_VALUE) {
      fromOffset = range.endOffset();
    }
    boolean hole = range.hole() && from == range.fromOffset();
    builder.range(TopicRole.of(range.role()), range.partition(), from, fromOffset, hole);
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
