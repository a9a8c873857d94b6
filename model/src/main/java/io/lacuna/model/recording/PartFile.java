package io.lacuna.model.recording;

import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A file of a recording while it grows. Its metadata is known only when the last record is in, so
 * the blocks are written to {@code <name>.part} and copied, still packed, behind the metadata.
 */
final class PartFile implements AutoCloseable {
  static final String SUFFIX = ".part";

  /** Payloads are packed already. */
  private static final int DEFLATE_LEVEL = 1;

  private final Path file;
  private final Path part;
  private final TopicRole role;
  private final String topic;
  private final int partition;
  private final DataFileWriter<RecordedRecord> out;
  private long fromOffset;
  private long endOffset;
  private boolean hole;
  private long records;

  PartFile(Path folder, TopicRole role, String topic, int partition) throws IOException {
    this.file = folder.resolve(RecordingFolder.fileName(role, partition));
    this.part = file.resolveSibling(file.getFileName() + SUFFIX);
    this.role = role;
    this.topic = topic;
    this.partition = partition;
    out = new DataFileWriter<>(new SpecificDatumWriter<>(RecordedRecord.class));
    out.setCodec(CodecFactory.deflateCodec(DEFLATE_LEVEL));
    out.create(RecordedRecord.getClassSchema(), Files.newOutputStream(part));
  }

  void append(RecordedRecord record) throws IOException {
    if (records > 0 && record.getOffset() < endOffset) {
      throw new IllegalArgumentException(
          file.getFileName()
              + ": offset "
              + record.getOffset()
              + " comes after offset "
              + (endOffset - 1));
    }
    if (records++ == 0) {
      fromOffset = record.getOffset();
    }
    endOffset = record.getOffset() + 1;
    out.append(record);
  }

  /** Says what was asked for, where that is more than the records show. */
  void range(long from, long end, boolean deleted) {
    fromOffset = from;
    endOffset = end;
    hole = deleted;
  }

  RecordedRange range() {
    return new RecordedRange(
        file.getFileName().toString(),
        role.word(),
        topic,
        partition,
        fromOffset,
        endOffset,
        records,
        hole);
  }

  /** Writes the file itself; its name. */
  String seal(RecordingManifest about, Map<Integer, Schema> schemas) throws IOException {
    out.close();
    try (var in =
            new DataFileStream<>(
                Files.newInputStream(part), new SpecificDatumReader<>(RecordedRecord.class));
        var sealed = RecordingWriter.file(file, about, schemas, DEFLATE_LEVEL)) {
      sealed.appendAllFrom(in, false);
    }
    Files.delete(part);
    return file.getFileName().toString();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
