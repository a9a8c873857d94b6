package io.lacuna.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Reads and writes safetensors files. Reading maps the file and copies nothing: never write into an
 * array read here, and never shorten a file in use (replace it by rename, as {@link #write} does).
 */
public final class Safetensors {
  private static final JsonMapper JSON = new JsonMapper();

  private Safetensors() {}

  /**
   * Maps all tensors of a file.
   *
   * @param manager owns the arrays
   * @throws IOException if the file is not sound; checked in full before the engine sees any of it
   */
  public static Parameters read(Path file, NDManager manager) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafetensorsHeader header = SafetensorsHeader.read(channel, file.toString());
      ByteBuffer whole =
          channel.size() <= Integer.MAX_VALUE ? map(channel, 0, channel.size()) : null;
      Map<String, NDArray> arrays = new TreeMap<>();
      for (Map.Entry<String, SafetensorsHeader.Entry> e : header.tensors().entrySet()) {
        SafetensorsHeader.Entry entry = e.getValue();
        // one mapping for all: a process may hold only so many, and frees them late
        ByteBuffer bytes =
            whole == null
                ? map(channel, entry.offset(), entry.length())
                : whole.slice((int) entry.offset(), (int) entry.length());
        arrays.put(e.getKey(), array(bytes, entry, manager));
      }
      return Parameters.of(arrays);
    }
  }

  private static ByteBuffer map(FileChannel channel, long offset, long length) throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
  }

  /** Reads and checks the header alone. */
  public static SafetensorsHeader readHeader(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return SafetensorsHeader.read(channel, file.toString());
    }
  }

  static NDArray array(FileChannel channel, SafetensorsHeader.Entry entry, NDManager manager)
      throws IOException {
    return array(map(channel, entry.offset(), entry.length()), entry, manager);
  }

  private static NDArray array(
      ByteBuffer mapped, SafetensorsHeader.Entry entry, NDManager manager) {
    ElementType type = ElementType.valueOf(entry.type());
    Shape shape = new Shape(entry.shape());
    if (entry.length() == 0) {
      return manager.create(shape, type.inEngine);
    }
    ByteBuffer bytes = mapped.order(ByteOrder.LITTLE_ENDIAN);
    if (type == ElementType.BF16) {
      bytes = widen(bytes);
    } else if (entry.offset() % type.bytes != 0) {
      bytes = direct(bytes.remaining()).put(bytes).flip();
    }
    return manager.create(bytes, shape, type.inEngine);
  }

  /** A bfloat16 is the upper half of a float32. */
  private static ByteBuffer widen(ByteBuffer halves) {
    ByteBuffer wide = direct(halves.remaining() * 2);
    while (halves.hasRemaining()) {
      wide.putInt(halves.getShort() << 16);
    }
    return wide.flip();
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes a file that appears under its name only when it is complete and on disk. The same arrays
   * and metadata give the same bytes.
   */
  public static void write(Path file, Map<String, NDArray> arrays, Map<String, String> metadata)
      throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel out =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        Map<String, NDArray> layout = layout(arrays);
        writeFully(out, header(layout, metadata));
        for (NDArray array : layout.values()) {
          writeFully(out, Parameters.littleEndian(array));
        }
        out.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Wide elements first, then by name, so that every tensor is aligned to its element. */
  private static Map<String, NDArray> layout(Map<String, NDArray> arrays) {
    List<Map.Entry<String, NDArray>> entries = new ArrayList<>(arrays.entrySet());
    entries.sort(
        Comparator.comparingInt(
                (Map.Entry<String, NDArray> e) -> -ElementType.of(e.getValue().getDataType()).bytes)
            .thenComparing(Map.Entry::getKey));
    Map<String, NDArray> layout = new LinkedHashMap<>();
    entries.forEach(e -> layout.put(e.getKey(), e.getValue()));
    return layout;
  }

  private static ByteBuffer header(Map<String, NDArray> layout, Map<String, String> metadata)
      throws IOException {
    Map<String, ObjectNode> byName = new TreeMap<>();
    long offset = 0;
    for (Map.Entry<String, NDArray> e : layout.entrySet()) {
      ElementType type = ElementType.of(e.getValue().getDataType());
      ObjectNode node = JSON.createObjectNode().put("dtype", type.name());
      node.set("shape", JSON.valueToTree(e.getValue().getShape().getShape()));
      long end = offset + e.getValue().size() * type.bytes;
      node.set("data_offsets", JSON.valueToTree(new long[] {offset, end}));
      byName.put(e.getKey(), node);
      offset = end;
    }
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      root.set("__metadata__", JSON.valueToTree(new TreeMap<>(metadata)));
    }
    byName.forEach(root::set);
    String json = JSON.writeValueAsString(root);
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    byte[] padded = (json + " ".repeat(-text.length & 7)).getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocate(8 + padded.length).order(ByteOrder.LITTLE_ENDIAN);
    return buffer.putLong(padded.length).put(padded).flip();
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
