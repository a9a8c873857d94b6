package io.lacuna.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state of one stage as a safetensors file: its arrays, and as metadata the words of the {@link
 * TrainingState} with a digest over both, so that a damaged file is known.
 */
final class StageFile {
  private static final String DIGEST = "sha256";

  private StageFile() {}

  /** The file appears under its name only when it is whole and on disk. */
  static void write(Path file, TrainingState state, Map<String, NDArray> arrays)
      throws IOException {
    Map<String, String> words = new TreeMap<>(state.toWords());
    words.put(DIGEST, digest(state, Parameters.of(arrays)));
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
      if (!digest(state, kept).equals(words.get(DIGEST))) {
        throw new IOException("its content does not have the digest it names");
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

  private static String digest(TrainingState state, Parameters arrays) {
    String all = state.toWords() + "\n" + arrays.digest();
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(all.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
