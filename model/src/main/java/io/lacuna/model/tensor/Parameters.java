package io.lacuna.model.tensor;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Named arrays of a model. The set of names never changes; the arrays belong to the manager they
 * were made on, which must outlive this object. Thread-safe as long as nobody writes into an array.
 */
public final class Parameters {
  private final SortedMap<String, NDArray> arrays;

  private Parameters(SortedMap<String, NDArray> arrays) {
    this.arrays = Collections.unmodifiableSortedMap(arrays);
  }

  public static Parameters of(Map<String, NDArray> arrays) {
    return new Parameters(new TreeMap<>(arrays));
  }

  /**
   * @throws IllegalArgumentException if there is no such parameter; names it and its neighbours
   */
  public NDArray get(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "no parameter '" + name + "' among " + arrays.size() + ": " + excerpt(name));
    }
    return array;
  }

  private String excerpt(String missing) {
    SortedMap<String, NDArray> after = arrays.tailMap(missing);
    return (after.isEmpty() ? arrays : after).keySet().stream().limit(3).toList() + "…";
  }

  public boolean has(String name) {
    return arrays.containsKey(name);
  }

  /** All names, sorted. */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(arrays.keySet()));
  }

  public SortedMap<String, NDArray> asMap() {
    return arrays;
  }

  /** The parameters whose names start with the prefix, which is cut off. */
  public Parameters sub(String prefix) {
    SortedMap<String, NDArray> part = new TreeMap<>();
    arrays
        .subMap(prefix, prefix + Character.MAX_VALUE)
        .forEach((name, array) -> part.put(name.substring(prefix.length()), array));
    return new Parameters(part);
  }

  /**
   * Both sets together.
   *
   * @throws IllegalArgumentException if a name is in both
   */
  public Parameters merge(Parameters other) {
    SortedMap<String, NDArray> all = new TreeMap<>(arrays);
    other.arrays.forEach(
        (name, array) -> {
          if (all.put(name, array) != null) {
            throw new IllegalArgumentException("parameter '" + name + "' is in both sets");
          }
        });
    return new Parameters(all);
  }

  /** Number of elements of all arrays. */
  public long size() {
    return arrays.values().stream().mapToLong(NDArray::size).sum();
  }

  /** SHA-256 over name, element type, shape and little-endian bytes of each array, by name. */
  public String digest() {
    MessageDigest sha = Sha256.start();
    arrays.forEach(
        (name, array) -> {
          String head =
              name + '\0' + ElementType.of(array.getDataType()) + '\0' + array.getShape() + '\0';
          sha.update(head.getBytes(StandardCharsets.UTF_8));
          sha.update(littleEndian(array));
        });
    return HexFormat.of().formatHex(sha.digest());
  }

  static ByteBuffer littleEndian(NDArray array) {
    return array.toByteBuffer().rewind();
  }
}
