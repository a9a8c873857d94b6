package io.lacuna.trainer.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** Writes a folder's {@code features.safetensors} row by row, without the engine. */
final class FeatureTensors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FeatureTensors() {}

  /**
   * @throws ConvertException if a tensor has 2 GiB or more, which the reader refuses
   */
  static void write(Path file, Collection<FeatureRows> tensors) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    long end = 0;
    for (FeatureRows t : tensors) {
      if (t.bytes() > Integer.MAX_VALUE) {
        throw new ConvertException(
            "the features of "
                + t.name()
                + " are "
                + t.bytes()
                + " bytes ("
                + t.rows()
                + " rows of "
                + t.shape()
                + "); a tensor of a data set folder holds less than 2 GiB:"
                + " use --features mean or a smaller --frames");
      }
      ObjectNode entry = header.putObject(t.name()).put("dtype", "F32");
      entry.putArray("shape").add(t.rows());
      t.shape().forEach(entry.withArray("shape")::add);
      entry.putArray("data_offsets").add(end).add(end += t.bytes());
    }
    String json = JSON.writeValueAsString(header);
    byte[] text = (json + " ".repeat(-json.length() & 7)).getBytes(StandardCharsets.UTF_8);
    ByteBuffer head = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(text.length).put(text);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(head.array());
      for (FeatureRows t : tensors) {
        t.writeTo(out);
      }
    }
  }
}
