package io.lacuna.model.recording;

import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.TrustedRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads a file of a recording record by record, in the order of the file, with one block of it in
 * memory. Not thread-safe; for a second pass open it again.
 */
public final class RecordingReader implements CloseableIterator<RecordedRecord> {
  private final Path file;
  private final DataFileReader<RecordedRecord> in;
  private final RecordingManifest manifest;
  private final Map<Integer, Schema> schemas = new TreeMap<>();
  private final RecordedValues values;

  private RecordingReader(Path file, DataFileReader<RecordedRecord> in) throws IOException {
    this.file = file;
    this.in = in;
    String about = in.getMetaString(RecordingWriter.MANIFEST_KEY);
    if (about == null) {
      throw new IOException("no recording: " + file + " lacks " + RecordingWriter.MANIFEST_KEY);
    }
    this.manifest = RecordingFolder.JSON.readValue(about, RecordingManifest.class);
    for (String key : in.getMetaKeys()) {
      if (key.startsWith(RecordingWriter.SCHEMA_KEY)) {
        int id = Integer.parseInt(key.substring(RecordingWriter.SCHEMA_KEY.length()));
        schemas.put(id, new Schema.Parser().parse(in.getMetaString(key)));
      }
    }
    this.values = new RecordedValues(schemas);
  }

  public static RecordingReader open(Path file) throws IOException {
    TrustedRecords.install();
    var in = new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(RecordedRecord.class));
    try {
      return new RecordingReader(file, in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The manifest as the file carries it, without digests. */
  public RecordingManifest manifest() {
    return manifest;
  }

  /** The schemas behind the ids in the record values. An id that is not here is unknown. */
  public Map<Integer, Schema> schemas() {
    return Map.copyOf(schemas);
  }

  /** The record's sample, or empty when its value is none: other bytes, or an unknown schema id. */
  public Optional<Sample> sample(RecordedRecord record) {
    return values.sample(record);
  }

  @Override
  public boolean hasNext() {
    try {
      return in.hasNext();
    } catch (AvroRuntimeException e) {
      throw unreadable(e);
    }
  }

  @Override
  public RecordedRecord next() {
    try {
      return in.next();
    } catch (AvroRuntimeException e) {
      throw unreadable(e);
    }
  }

  private UncheckedIOException unreadable(AvroRuntimeException e) {
    return new UncheckedIOException(
        new IOException(file + " cannot be read: " + e.getMessage(), e));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
