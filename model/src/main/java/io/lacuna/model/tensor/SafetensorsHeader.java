package io.lacuna.model.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The checked header of a safetensors file: every tensor lies inside the file, has the length its
 * type and shape ask for, and the tensors fill the data section without gap or overlap.
 *
 * @param tensors by name
 * @param metadata the writer's own words
 */
public record SafetensorsHeader(SortedMap<String, Entry> tensors, Map<String, String> metadata) {
  private static final long MAX_HEADER = 16L << 20;
  private static final String METADATA = "__metadata__";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * @param type e.g. {@code F32}
   * @param shape empty for a scalar
   * @param offset of the first byte in the file
   * @param length in bytes
   */
  public record Entry(String type, List<Long> shape, long offset, long length) {}

  /** Reads and checks; {@code file} names the file in messages. */
  static SafetensorsHeader read(FileChannel channel, String file) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw refuse(file, "has " + size + " bytes; a header alone needs 8");
    }
    long length = bytes(channel, 0, 8).getLong();
    if (length < 2 || length > Math.min(MAX_HEADER, size - 8)) {
      throw refuse(
          file,
          "says its header has "
              + Long.toUnsignedString(length)
              + " bytes; allowed are 2 to "
              + Math.min(MAX_HEADER, size - 8));
    }
    JsonNode root = parse(bytes(channel, 8, (int) length), file);
    return check(root, 8 + length, size, file);
  }

  private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  private static JsonNode parse(ByteBuffer header, String file) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(header).toString();
      JsonNode root = JSON.readTree(text);
      if (root.isObject()) {
        return root;
      }
    } catch (CharacterCodingException e) {
      throw refuse(file, "has a header that is not UTF-8");
    } catch (JsonProcessingException e) {
      throw refuse(file, "has a header that is not JSON: " + e.getOriginalMessage());
    }
    throw refuse(file, "has a header that is not a JSON object");
  }

  private static SafetensorsHeader check(JsonNode root, long dataStart, long size, String file)
      throws IOException {
    SortedMap<String, Entry> tensors = new TreeMap<>();
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals(METADATA)) {
        tensors.put(field.getKey(), entry(field, dataStart, size, file));
        continue;
      }
      for (Map.Entry<String, JsonNode> word : field.getValue().properties()) {
        if (!word.getValue().isTextual()) {
          throw refuse(file, "has metadata '" + word.getKey() + "' that is not a string");
        }
        metadata.put(word.getKey(), word.getValue().textValue());
      }
    }
    checkLayout(tensors, dataStart, size, file);
    return new SafetensorsHeader(tensors, metadata);
  }

  private static Entry entry(
      Map.Entry<String, JsonNode> field, long dataStart, long size, String file)
      throws IOException {
    String where = "tensor '" + field.getKey() + "'";
    JsonNode node = field.getValue();
    if (!node.isObject() || node.size() != 3) {
      throw refuse(file, where + " must have exactly dtype, shape and data_offsets");
    }
    ElementType type = type(node.path("dtype").asText(), where, file);
    List<Long> shape = longs(node.path("shape"), where + " shape", file);
    List<Long> offsets = longs(node.path("data_offsets"), where + " data_offsets", file);
    if (offsets.size() != 2
        || offsets.get(0) > offsets.get(1)
        || offsets.get(1) > size - dataStart) {
      throw refuse(
          file, where + " has data_offsets " + offsets + "; the data has " + (size - dataStart));
    }
    long length = offsets.get(1) - offsets.get(0);
    if (byteCount(shape, type) != length || length > Integer.MAX_VALUE) {
      throw refuse(file, where + " of " + type + shape + " cannot have " + length + " bytes");
    }
    return new Entry(type.name(), shape, dataStart + offsets.get(0), length);
  }

  private static ElementType type(String name, String where, String file) throws IOException {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw refuse(
        file, where + " has dtype '" + name + "'; allowed are " + List.of(ElementType.values()));
  }

  private static List<Long> longs(JsonNode array, String where, String file) throws IOException {
    List<Long> values = new ArrayList<>();
    for (JsonNode v : array) {
      if (!v.isIntegralNumber() || !v.canConvertToLong() || v.longValue() < 0) {
        throw refuse(file, where + " holds " + v + "; allowed are integers from 0");
      }
      values.add(v.longValue());
    }
    if (!array.isArray() || values.size() > 8) {
      throw refuse(file, where + " must be an array of at most 8 integers");
    }
    return List.copyOf(values);
  }

  /** Minus one where the product does not fit. */
  private static long byteCount(List<Long> shape, ElementType type) {
    long count = type.bytes;
    try {
      for (long d : shape) {
        count = Math.multiplyExact(count, d);
      }
    } catch (ArithmeticException e) {
      return -1;
    }
    return count;
  }

  private static void checkLayout(
      SortedMap<String, Entry> tensors, long dataStart, long size, String file) throws IOException {
    List<Map.Entry<String, Entry>> byOffset = new ArrayList<>(tensors.entrySet());
    byOffset.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().offset())
            .thenComparingLong(e -> e.getValue().length()));
    long end = dataStart;
    for (Map.Entry<String, Entry> e : byOffset) {
      if (e.getValue().offset() != end) {
        throw refuse(
            file, "tensor '" + e.getKey() + "' overlaps its neighbour or leaves a gap before it");
      }
      end += e.getValue().length();
    }
    if (end != size) {
      throw refuse(file, "has " + (size - end) + " bytes after its last tensor");
    }
  }

  private static IOException refuse(String file, String what) {
    return new IOException("safetensors file " + file + " " + what);
  }
}
