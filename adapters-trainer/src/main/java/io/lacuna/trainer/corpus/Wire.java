package io.lacuna.trainer.corpus;

import io.lacuna.schema.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** Record values as the registry frames them: a zero byte, the schema id in four bytes, Avro. */
public final class Wire {
  public static final int SAMPLE_SCHEMA_ID = 1;
  static final int UNKNOWN_SCHEMA_ID = 999;

  private Wire() {}

  /** The sample as a record value. */
  public static byte[] encode(Sample sample, int schemaId) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new SpecificDatumWriter<>(Sample.class).write(sample, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }
}
