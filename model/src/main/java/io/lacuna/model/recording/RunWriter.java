package io.lacuna.model.recording;

import io.lacuna.model.tensor.Sha256;
import io.lacuna.schema.Prediction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/** Writes predictions as an Avro object container file; the same ones give the same bytes. */
public final class RunWriter implements AutoCloseable {
  private static final int DEFLATE_LEVEL = 6;
  private static final int SYNC_BYTES = 16;

  private final Path file;
  private final DataFileWriter<Prediction> out;
  private long count;

  private RunWriter(Path file, DataFileWriter<Prediction> out) {
    this.file = file;
    this.out = out;
  }

  /** Creates the folder and its predictions file, replacing an older one. */
  public static RunWriter create(RunFolder folder) throws IOException {
    Files.createDirectories(folder.root());
    Path file = folder.root().resolve(RunFolder.PREDICTIONS);
    var writer = new DataFileWriter<>(new SpecificDatumWriter<>(Prediction.class));
    writer.setCodec(CodecFactory.deflateCodec(DEFLATE_LEVEL));
    String schema = Prediction.getClassSchema().toString();
    return new RunWriter(
        file,
        writer.create(Prediction.getClassSchema(), Files.newOutputStream(file), sync(schema)));
  }

  /** Avro's own marker is random; this one is always the same. */
  private static byte[] sync(String schema) {
    String digest = Sha256.hex(schema.getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(HexFormat.of().parseHex(digest), SYNC_BYTES);
  }

  public void append(Prediction prediction) throws IOException {
    out.append(prediction);
    count++;
  }

  /** Predictions so far. */
  public long count() {
    return count;
  }

  /** Ends the file; its SHA-256, lower-case hex. */
  public String finish() throws IOException {
    out.close();
    return RecordingFolder.sha256(file);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
