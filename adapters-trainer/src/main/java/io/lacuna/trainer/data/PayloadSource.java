package io.lacuna.trainer.data;

import io.lacuna.model.modality.Payload;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the payload of one modality of one subject lies. Reading it does not change it. */
public sealed interface PayloadSource {

  /** Reads the payload. */
  Payload read();

  /** A file inside the folder. */
  record InFile(Path file, String mediaType) implements PayloadSource {
    @Override
    public Payload read() {
      try {
        return new Payload.Encoded(mediaType, Files.readAllBytes(file));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
  }

  /**
   * A row of a tensor of float32 in a safetensors file.
   *
   * @param file which was checked when the data set was read
   * @param offset of the row's first byte in the file
   * @param shape of the row
   */
  record FeatureRow(Path file, long offset, FeatureShape shape) implements PayloadSource {
    @Override
    public Payload.Tensor read() {
      ByteBuffer bytes = ByteBuffer.allocate(shape.size() * Float.BYTES);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        while (bytes.hasRemaining()) {
          if (channel.read(bytes, offset + bytes.position()) < 0) {
            throw new EOFException("the file became shorter since it was checked");
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
      float[] values = new float[shape.size()];
      bytes.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return new Payload.Tensor(shape.toArray(), values);
    }
  }

  /** Text in the line itself. */
  record Inline(String text) implements PayloadSource {
    @Override
    public Payload read() {
      return new Payload.Encoded("text/plain", text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
