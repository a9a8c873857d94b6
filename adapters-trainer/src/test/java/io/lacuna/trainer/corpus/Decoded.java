package io.lacuna.trainer.corpus;

import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.TrustedRecords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/** Reads record values without the code that wrote them. */
final class Decoded {
  private Decoded() {}

  /**
   * The sample in a value, or nothing where the value is in no registry format or of another id.
   *
   * @param writer schema behind id 1 when the record was written
   */
  static Optional<Sample> sample(RecordedRecord record, Schema writer) throws IOException {
    ByteBuffer value = record.getValue().duplicate();
    if (value.get() != 0 || value.getInt() != 1) {
      return Optional.empty();
    }
    TrustedRecords.install();
    byte[] avro = new byte[value.remaining()];
    value.get(avro);
    var decoder = DecoderFactory.get().binaryDecoder(avro, null);
    return Optional.of(
        new SpecificDatumReader<Sample>(writer, Sample.getClassSchema()).read(null, decoder));
  }

  /** Whether an image reads to its end; a JPEG cut short only draws a warning. */
  static boolean isWholeImage(String mediaType, byte[] bytes) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByMIMEType(mediaType).next();
    boolean[] damaged = new boolean[1];
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in);
      reader.addIIOReadWarningListener((source, warning) -> damaged[0] = true);
      reader.read(0);
    } finally {
      reader.dispose();
    }
    return !damaged[0];
  }
}
