package io.lacuna.model.recording;

import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.TrustedRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads a feed record by record, in order of arrival, with one block of the file in memory. Not
 * thread-safe; for a second pass open it again.
 */
public final class RecordingReader implements Iterator<RecordedRecord>, AutoCloseable {
  /** Magic byte and schema id before the Avro bytes of a value. */
  private static final int HEADER = 5;

  private final DataFileReader<RecordedRecord> in;
  private final RecordingManifest manifest;
  private final Map<Integer, Schema> schemas = new TreeMap<>();

  private RecordingReader(DataFileReader<RecordedRecord> in) throws IOException {
    this.in = in;
    String about = in.getMetaString(RecordingWriter.MANIFEST_KEY);
    if (about == null) {
      throw new IOException("no recording: the file lacks " + RecordingWriter.MANIFEST_KEY);
    }
    this.manifest = RecordingFolder.JSON.readValue(about, RecordingManifest.class);
    for (String key : in.getMetaKeys()) {
      if (key.startsWith(RecordingWriter.SCHEMA_KEY)) {
        int id = Integer.parseInt(key.substring(RecordingWriter.SCHEMA_KEY.length()));
        schemas.put(id, new Schema.Parser().parse(in.getMetaString(key)));
      }
    }
  }

  public static RecordingReader open(Path file) throws IOException {
    TrustedRecords.install();
    var in = new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(RecordedRecord.class));
    try {
      return new RecordingReader(in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The manifest as the feed file carries it, without digests. */
  public RecordingManifest manifest() {
    return manifest;
  }

  /** The schemas behind the ids in the record values. An id that is not here is unknown. */
  public Map<Integer, Schema> schemas() {
    return Map.copyOf(schemas);
  }

  /** The record's sample, or empty when its value is none: other bytes, or an unknown schema id. */
  public Optional<Sample> sample(RecordedRecord record) {
    ByteBuffer value = record.getValue();
    if (value == null || value.remaining() < HEADER || value.get(value.position()) != 0) {
      return Optional.empty();
    }
    Schema writer = schemas.get(value.getInt(value.position() + 1));
    if (writer == null) {
      return Optional.empty();
    }
    byte[] body = new byte[value.remaining() - HEADER];
    value.get(value.position() + HEADER, body);
    try {
      return Optional.of(
          new SpecificDatumReader<Sample>(writer, Sample.getClassSchema())
              .read(null, DecoderFactory.get().binaryDecoder(body, null)));
    } catch (AvroRuntimeException | IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean hasNext() {
    return in.hasNext();
  }

  @Override
  public RecordedRecord next() {
    return in.next();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
