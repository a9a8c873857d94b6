package io.lacuna.model.recording;

import io.lacuna.schema.RecordedRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes a feed as an Avro object container file. The manifest goes into the file's metadata as
 * {@code lacuna.recording}, each registry schema as {@code lacuna.schema.ID}. The same input gives
 * the same bytes. Not thread-safe.
 */
public final class RecordingWriter implements AutoCloseable {
  static final String MANIFEST_KEY = "lacuna.recording";
  static final String SCHEMA_KEY = "lacuna.schema.";
  private static final int DEFLATE_LEVEL = 9;
  private static final int SYNC_BYTES = 16;

  private final DataFileWriter<RecordedRecord> out;
  private Instant last = Instant.MIN;

  private RecordingWriter(DataFileWriter<RecordedRecord> out) {
    this.out = out;
  }

  public static RecordingWriter create(
      Path file, RecordingManifest about, Map<Integer, Schema> schemas) throws IOException {
    return new RecordingWriter(file(file, about, schemas, DEFLATE_LEVEL));
  }

  /** An empty file with its metadata. */
  static DataFileWriter<RecordedRecord> file(
      Path file, RecordingManifest about, Map<Integer, Schema> schemas, int deflateLevel)
      throws IOException {
    String manifest = RecordingFolder.JSON.writeValueAsString(about.withSha256(Map.of()));
    var writer = new DataFileWriter<>(new SpecificDatumWriter<>(RecordedRecord.class));
    writer.setCodec(CodecFactory.deflateCodec(deflateLevel));
    writer.setMeta(MANIFEST_KEY, manifest);
    schemas.forEach((id, schema) -> writer.setMeta(SCHEMA_KEY + id, schema.toString()));
    OutputStream stream = Files.newOutputStream(file);
    return writer.create(RecordedRecord.getClassSchema(), stream, syncMarker(manifest));
  }

  /** Avro's own marker is random; this one follows from the content. */
  private static byte[] syncMarker(String manifest) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Arrays.copyOf(digest.digest(manifest.getBytes(StandardCharsets.UTF_8)), SYNC_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Adds a record.
   *
   * @throws IllegalArgumentException if it arrived before the record added last
   */
  public void append(RecordedRecord record) throws IOException {
    if (record.getTimestamp().isBefore(last)) {
      throw new IllegalArgumentException(
          "record arrived at " + record.getTimestamp() + ", before the one added last, " + last);
    }
    last = record.getTimestamp();
    out.append(record);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
