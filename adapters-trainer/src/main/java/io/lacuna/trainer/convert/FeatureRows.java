package io.lacuna.trainer.convert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The features of one modality on their way to a tensor (rows, d) or (rows, t, d). They wait in a
 * file, because t is known at the end only and all of them may be more than memory.
 */
final class FeatureRows implements AutoCloseable {
  private final String name;
  private final Path part;
  private final OutputStream out;
  private final FeatureMode mode;
  private final int most;
  private final Tally tally;
  private final List<Integer> counts = new ArrayList<>();
  private int width;

  /**
   * @param most vectors that are kept of a subject; later ones are cut off and counted
   */
  FeatureRows(String name, Path part, FeatureMode mode, int most, Tally tally) throws IOException {
    this.name = name;
    this.part = part;
    this.out = Files.newOutputStream(part);
    this.mode = mode;
    this.most = most;
    this.tally = tally;
  }

  /**
   * Takes the vectors of a subject and says where they lie.
   *
   * @param frames at least one
   * @param entry of the modality in a line of {@code samples.jsonl}
   * @param where for messages
   */
  void add(Frames frames, ObjectNode entry, String where) throws IOException {
    if (width == 0) {
      width = frames.width();
    } else if (width != frames.width()) {
      throw new ConvertException(
          where + " has vectors of " + frames.width() + " values; those before it have " + width);
    }
    Frames kept = mode == FeatureMode.MEAN ? frames.mean() : frames;
    if (kept.count() > most) {
      tally.add(name + " sequences cut to " + most + " vectors");
      kept = kept.slice(0, most);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(kept.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(kept.values());
    out.write(bytes.array());
    ArrayNode place = entry.putArray("features").add(name).add(counts.size());
    if (mode == FeatureMode.SEQUENCE) {
      place.add(kept.count());
    }
    counts.add(kept.count());
  }

  String name() {
    return name;
  }

  int rows() {
    return counts.size();
  }

  /** Shape of a row. */
  List<Integer> shape() {
    return mode == FeatureMode.MEAN ? List.of(width) : List.of(longest(), width);
  }

  private int longest() {
    return counts.stream().mapToInt(c -> c).max().orElse(1);
  }

  long bytes() {
    int vectors = mode == FeatureMode.MEAN ? 1 : longest();
    return Math.multiplyExact((long) rows() * vectors, (long) width * Float.BYTES);
  }

  /** Appends the tensor; short rows are filled up with zeros. */
  void writeTo(OutputStream tensor) throws IOException {
    out.close();
    int row = shape().stream().reduce(Float.BYTES, (a, b) -> a * b);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(part), 1 << 16)) {
      for (int count : counts) {
        byte[] padded = new byte[row];
        in.readNBytes(padded, 0, count * width * Float.BYTES);
        tensor.write(padded);
      }
    }
  }

  /** Deletes the file in which they waited. */
  void delete() throws IOException {
    close();
    Files.deleteIfExists(part);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
