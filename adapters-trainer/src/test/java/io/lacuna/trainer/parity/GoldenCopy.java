package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A golden folder that a test may change: a copy of the model module's test files. */
record GoldenCopy(Path root) {
  private static final Path ORIGINAL = Path.of("..", "model", "src", "test", "resources", "golden");
  static final String CASES = "cases.safetensors";

  /** Copies the golden folders of these kinds below {@code root}. */
  static GoldenCopy of(Path root, String... kinds) throws IOException {
    for (String kind : kinds) {
      Path folder = Files.createDirectories(root.resolve(kind));
      switch (kind) {
        case "low_rank_experts" -> copy("low_rank_experts.safetensors", folder.resolve(CASES));
        case "scores" -> copy("scores.json", folder.resolve("scores.json"));
        default -> {
          try (Stream<Path> files = Files.list(ORIGINAL.resolve(kind))) {
            for (Path file : files.toList()) {
              copy(kind + "/" + file.getFileName(), folder.resolve(file.getFileName()));
            }
          }
        }
      }
    }
    return new GoldenCopy(root);
  }

  private static void copy(String from, Path to) throws IOException {
    Files.copy(ORIGINAL.resolve(from), to);
  }

  Path file(String name) {
    return root.resolve(name);
  }

  /** Writes a tensor file anew after a change of its arrays. */
  GoldenCopy change(String name, BiConsumer<SortedMap<String, NDArray>, NDManager> change)
      throws IOException {
    try (NDManager manager = Torch.newManager("cpu")) {
      SortedMap<String, NDArray> arrays =
          new TreeMap<>(Safetensors.read(file(name), manager).asMap());
      change.accept(arrays, manager);
      Safetensors.write(file(name), arrays, Map.of());
    }
    return this;
  }

  /** Replaces text in a file. */
  GoldenCopy replace(String name, String from, String to) throws IOException {
    String text = Files.readString(file(name));
    if (!text.contains(from)) {
      throw new IllegalArgumentException(name + " has no " + from);
    }
    Files.writeString(file(name), text.replace(from, to));
    return this;
  }

  /** Appends zeros along an axis. */
  static NDArray padded(NDArray array, int axis, int count) {
    long[] shape = array.getShape().getShape().clone();
    shape[axis] = count;
    return array.concat(array.getManager().zeros(new Shape(shape)), axis);
  }

  /** Names that start with one of the prefixes. */
  static List<String> under(SortedMap<String, NDArray> arrays, String... prefixes) {
    return arrays.keySet().stream()
        .filter(name -> Stream.of(prefixes).anyMatch(name::startsWith))
        .toList();
  }
}
