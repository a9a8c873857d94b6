package io.lacuna.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The state of one stage as a safetensors file: its arrays, and as metadata the words of the {@link
 * TrainingState} with a checksum over both, so that a damaged file is known.
 */
final class StageFile {
  private static final String CHECKSUM = "crc32c";

  private StageFile() {}

  /** The file appears under its name only when it is whole and on disk. */
  static void write(Path file, TrainingState state, Map<String, NDArray> arrays)
      throws IOException {
    Map<String, String> words = new TreeMap<>(state.toWords());
    words.put(CHECKSUM, checksum(state, arrays));
    Safetensors.write(file, arrays, words);
  }

  /**
   * Reads a state into arrays; none is touched unless the whole file is sound and fits them.
   *
   * @throws CheckpointException if it is not or does not
   */
  static TrainingState read(Path file, Map<String, NDArray> arrays, NDManager scratch) {
    try {
      Map<String, String> words = Safetensors.readHeader(file).metadata();
      TrainingState state = TrainingState.of(words);
      Parameters kept = Safetensors.read(file, scratch);
      if (!checksum(state, kept.asMap()).equals(words.get(CHECKSUM))) {
        throw new IOException("its content does not have the checksum it names");
      }
      requireSameShapes(arrays, kept.asMap());
      arrays.forEach((name, array) -> array.set(kept.get(name).toFloatArray()));
      return state;
    } catch (IOException | IllegalArgumentException e) {
      throw new CheckpointException(file, e.getMessage(), e);
    }
  }

  private static void requireSameShapes(Map<String, NDArray> wanted, Map<String, NDArray> kept)
      throws IOException {
    Map<String, String> shapes = shapes(wanted);
    Map<String, String> keptShapes = shapes(kept);
    if (!keptShapes.equals(shapes)) {
      shapes.entrySet().removeAll(keptShapes.entrySet());
      throw new IOException("it lacks arrays of the stage or has others; lacking are " + shapes);
    }
  }

  private static Map<String, String> shapes(Map<String, NDArray> arrays) {
    Map<String, String> shapes = new TreeMap<>();
    arrays.forEach((name, a) -> shapes.put(name, a.getDataType() + " " + a.getShape()));
    return shapes;
  }

  /** Against damage, not against malice; a hash would cost more than the small stages' steps. */
  private static String checksum(TrainingState state, Map<String, NDArray> arrays) {
    CRC32C crc = new CRC32C();
    crc.update(state.toWords().toString().getBytes(StandardCharsets.UTF_8));
    new TreeMap<>(arrays)
        .forEach(
            (name, array) -> {
              crc.update((name + array.getShape()).getBytes(StandardCharsets.UTF_8));
              crc.update(array.toByteBuffer().rewind());
            });
    return Long.toHexString(crc.getValue());
  }
}
