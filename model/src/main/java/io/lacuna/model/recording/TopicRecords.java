package io.lacuna.model.recording;

import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.util.NoSuchElementException;

/** The records of one topic and partition of a file that holds others too, in the file's order. */
final class TopicRecords implements CloseableIterator<RecordedRecord> {
  private final CloseableIterator<RecordedRecord> all;
  private final String role;
  private final int partition;
  private RecordedRecord next;

  /** Takes over the iterator and closes it. */
  TopicRecords(CloseableIterator<RecordedRecord> all, TopicRole role, int partition) {
    this.all = all;
    this.role = role.word();
    this.partition = partition;
  }

  @Override
  public boolean hasNext() {
    while (next == null && all.hasNext()) {
      RecordedRecord record = all.next();
      if (record.getPartition() == partition && record.getTopic().equals(role)) {
        next = record;
      }
    }
    return next != null;
  }

  @Override
  public RecordedRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no further record of " + role + "-" + partition);
    }
    RecordedRecord record = next;
    next = null;
    return record;
  }

  @Override
  public void close() throws IOException {
    all.close();
  }
}
