package io.lacuna.app.replay;

import io.lacuna.model.recording.CloseableIterator;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** The input records of one partition, each modality in offset order. */
final class RecordedPartition implements AutoCloseable {
  private final RecordingFolder recording;
  private final int partition;
  private final Map<Modality, CloseableIterator<RecordedRecord>> records =
      new EnumMap<>(Modality.class);

  RecordedPartition(RecordingFolder recording, int partition) throws IOException {
    this.recording = recording;
    this.partition = partition;
    for (Modality m : Modality.values()) {
      records.put(m, recording.records(TopicRole.of(m).word(), partition));
    }
  }

  /**
   * The next record of a modality.
   *
   * @param wallMs when it is read, UTC ms
   * @throws IllegalArgumentException if the recording ends before
   */
  FedRecord next(Modality modality, long wallMs) {
    if (!records.get(modality).hasNext()) {
      throw new IllegalArgumentException(
          recording.root()
              + " ends before its decisions log: "
              + modality
              + " partition "
              + partition
              + " lacks records that were read");
    }
    RecordedRecord record = records.get(modality).next();
    return new FedRecord(record, modality, FedRecord.bytes(record.getValue()), wallMs);
  }

  @Override
  public void close() throws IOException {
    for (CloseableIterator<RecordedRecord> open : records.values()) {
      open.close();
    }
  }
}
