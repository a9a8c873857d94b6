package io.lacuna.bench.variant;

import io.lacuna.schema.Modality;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The payloads of one observation as the rivals hold them; null where one has not come. Values are
 * the input records' bytes, not decoded.
 */
public record Parts(byte[] image, byte[] text, byte[] audio) {
  static final Parts NONE = new Parts(null, null, null);
  private static final int ABSENT = -1;

  /** Each part as its length and bytes; length −1 for none. */
  static final Serde<Parts> SERDE =
      Serdes.serdeFrom(
          (topic, parts) -> parts == null ? null : parts.encode(),
          (topic, bytes) -> bytes == null ? null : decode(bytes));

  Parts withImage(byte[] value) {
    return new Parts(value, text, audio);
  }

  Parts withText(byte[] value) {
    return new Parts(image, value, audio);
  }

  Parts withAudio(byte[] value) {
    return new Parts(image, text, value);
  }

  /** Those that have come. */
  public Map<Modality, byte[]> present() {
    Map<Modality, byte[]> present = new EnumMap<>(Modality.class);
    put(present, Modality.IMAGE, image);
    put(present, Modality.TEXT, text);
    put(present, Modality.AUDIO, audio);
    return present;
  }

  private static void put(Map<Modality, byte[]> present, Modality m, byte[] part) {
    if (part != null) {
      present.put(m, part);
    }
  }

  /** The joined result: the length of each part, 12 bytes. */
  byte[] lengths() {
    return ByteBuffer.allocate(3 * Integer.BYTES)
        .putInt(length(image))
        .putInt(length(text))
        .putInt(length(audio))
        .array();
  }

  /** Whether a result of {@link #lengths} has all parts. */
  static boolean isComplete(byte[] lengths) {
    ByteBuffer in = ByteBuffer.wrap(lengths);
    return in.getInt() != ABSENT && in.getInt() != ABSENT && in.getInt() != ABSENT;
  }

  private static int length(byte[] part) {
    return part == null ? ABSENT : part.length;
  }

  private byte[] encode() {
    byte[][] parts = {image, text, audio};
    int size = 0;
    for (byte[] part : parts) {
      size += Integer.BYTES + Math.max(0, length(part));
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (byte[] part : parts) {
      out.putInt(length(part));
      if (part != null) {
        out.put(part);
      }
    }
    return out.array();
  }

  private static Parts decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Parts(part(in), part(in), part(in));
  }

  private static byte[] part(ByteBuffer in) {
    int length = in.getInt();
    if (length == ABSENT) {
      return null;
    }
    byte[] part = new byte[length];
    in.get(part);
    return part;
  }
}
