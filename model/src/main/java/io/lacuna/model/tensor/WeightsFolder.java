package io.lacuna.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tensors of a checkpoint folder in Hugging Face's layout: {@code model.safetensors}, or shards
 * that {@code model.safetensors.index.json} names. Opening reads and checks headers only.
 */
public final class WeightsFolder {
  private static final String SINGLE = "model.safetensors";
  private static final List<String> FLOATS = List.of("F32", "F16", "BF16");

  private record Place(Path file, SafetensorsHeader.Entry entry) {}

  private final Path dir;
  private final SortedMap<String, Place> places;

  private WeightsFolder(Path dir, SortedMap<String, Place> places) {
    this.dir = dir;
    this.places = places;
  }

  /**
   * @throws IOException if there is neither one file nor an index, or a file is not sound, or the
   *     index and the shards do not say the same
   */
  public static WeightsFolder open(Path dir) throws IOException {
    SortedMap<String, Place> places = new TreeMap<>();
    if (Files.exists(dir.resolve(SINGLE))) {
      add(places, dir.resolve(SINGLE));
    } else if (Files.exists(dir.resolve(ShardIndex.FILE))) {
      ShardIndex index = ShardIndex.read(dir.resolve(ShardIndex.FILE));
      for (String shard : index.shards()) {
        index.check(shard, add(places, dir.resolve(shard)));
      }
    } else {
      throw new IOException(
          dir + " holds no weights; allowed are " + SINGLE + ", or shards with " + ShardIndex.FILE);
    }
    return new WeightsFolder(dir, places);
  }

  private static SafetensorsHeader add(SortedMap<String, Place> places, Path file)
      throws IOException {
    SafetensorsHeader header = Safetensors.readHeader(file);
    header.tensors().forEach((name, entry) -> places.put(name, new Place(file, entry)));
    return header;
  }

  /** Names and shapes of all tensors. */
  public SortedMap<String, Shape> shapes() {
    SortedMap<String, Shape> shapes = new TreeMap<>();
    places.forEach((name, place) -> shapes.put(name, new Shape(place.entry.shape())));
    return shapes;
  }

  /**
   * Maps float tensors; those of 16 bits are widened to float32, with memory of their own.
   *
   * @param names in the folder, by the name that the parameter is to have
   * @param manager owns the arrays, also after an error
   * @throws IOException if a tensor is absent or not of floats
   */
  public Parameters load(Map<String, String> names, NDManager manager) throws IOException {
    Map<Path, Map<String, SafetensorsHeader.Entry>> byFile = new TreeMap<>();
    for (Map.Entry<String, String> name : names.entrySet()) {
      Place place = places.get(name.getValue());
      if (place == null) {
        throw new IOException(dir + " has no tensor '" + name.getValue() + "'");
      }
      if (!FLOATS.contains(place.entry.type())) {
        throw new IOException(
            place.file
                + ": tensor '"
                + name.getValue()
                + "' has dtype "
                + place.entry.type()
                + "; allowed are "
                + FLOATS);
      }
      byFile.computeIfAbsent(place.file, f -> new TreeMap<>()).put(name.getKey(), place.entry);
    }
    Map<String, NDArray> arrays = new TreeMap<>();
    for (Map.Entry<Path, Map<String, SafetensorsHeader.Entry>> file : byFile.entrySet()) {
      try (FileChannel channel = FileChannel.open(file.getKey(), StandardOpenOption.READ)) {
        for (Map.Entry<String, SafetensorsHeader.Entry> e : file.getValue().entrySet()) {
          arrays.put(e.getKey(), float32(Safetensors.array(channel, e.getValue(), manager)));
        }
      }
    }
    return Parameters.of(arrays);
  }

  private static NDArray float32(NDArray array) {
    if (array.getDataType() == DataType.FLOAT32) {
      return array;
    }
    try (array) {
      return array.toType(DataType.FLOAT32, true);
    }
  }
}
