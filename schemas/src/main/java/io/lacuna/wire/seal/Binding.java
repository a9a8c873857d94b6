package io.lacuna.wire.seal;

import io.lacuna.schema.FeatureTensor;
import io.lacuna.schema.Sample;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a sealed payload is bound to, so that it is of no use anywhere else. */
final class Binding {
  private static final String VERSION = "lacuna.payload.1";

  private Binding() {}

  /** Of an encoded payload, in the record or behind a claim check. */
  static byte[] of(Sample sample, String mediaType) {
    return of(sample, 'm', mediaType.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] of(Sample sample, FeatureTensor tensor) {
    return of(sample, 's', tensor.getShape().toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Each part behind its length, so that no two samples have the same binding. */
  private static byte[] of(Sample sample, char form, byte[] description) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      put(out, VERSION.getBytes(StandardCharsets.UTF_8));
      put(out, sample.getSubject().getBytes(StandardCharsets.UTF_8));
      put(out, sample.getModality().name().getBytes(StandardCharsets.UTF_8));
      out.writeLong(sample.getEventTime().toEpochMilli());
      out.writeChar(form);
      put(out, description);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(DataOutputStream out, byte[] part) throws IOException {
    out.writeInt(part.length);
    out.write(part);
  }
}
