package io.lacuna.model.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Writes safetensors files that the product never writes: any type name, bfloat16 among them. */
public final class RawSafetensors {
  private RawSafetensors() {}

  /**
   * @param shape of the tensor
   * @param bytes its values
   */
  public record Raw(String type, long[] shape, ByteBuffer bytes) {}

  /** The upper halves of float32 values, as a bfloat16 stores them. */
  public static Raw bfloat16(long[] shape, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : values) {
      bytes.putShort((short) (Float.floatToRawIntBits(v) >>> 16));
    }
    return new Raw("BF16", shape, bytes.flip());
  }

  public static void write(Path file, Map<String, Raw> tensors) throws IOException {
    SortedMap<String, Raw> sorted = new TreeMap<>(tensors);
    StringJoiner header = new StringJoiner(",", "{", "}");
    long offset = 0;
    for (Map.Entry<String, Raw> e : sorted.entrySet()) {
      long end = offset + e.getValue().bytes.remaining();
      header.add(
          "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(
                  e.getKey(), e.getValue().type, Arrays.toString(e.getValue().shape), offset, end));
      offset = end;
    }
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeFully(out, length.putLong(text.length).flip());
      writeFully(out, ByteBuffer.wrap(text));
      for (Raw raw : sorted.values()) {
        writeFully(out, raw.bytes.duplicate());
      }
    }
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
