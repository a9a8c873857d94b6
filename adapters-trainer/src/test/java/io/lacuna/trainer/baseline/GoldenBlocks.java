package io.lacuna.trainer.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.Encoder;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.base.OpenBlocks;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.base.TokenBatch.Span;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.vilt.Vilt;
import io.lacuna.model.vilt.ViltConfig;
import io.lacuna.model.vilt.ViltWeights;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Frozen blocks, and what PyTorch makes of four records on them; see ORIGIN.md beside the files.
 *
 * @param golden inputs, parameters and states
 */
record GoldenBlocks(
    String name, Parameters weights, OpenBlocks open, Encoder encoder, Parameters golden) {
  private static final Path FILES = Path.of("src", "test", "resources", "golden", "baselines");
  private static final Path VILT =
      Path.of("..", "model", "src", "test", "resources", "golden", "vilt_tiny");
  private static final int WIDE = 4 * MiniLm.WIDTH;
  private static final List<String> PARTS =
      List.of(
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "attention.output.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");

  static GoldenBlocks vilt(NDManager m) throws IOException {
    ViltConfig config = ViltConfig.read(VILT);
    Vilt vilt = new Vilt(config, ViltWeights.load(VILT, config, m));
    return new GoldenBlocks("vilt", vilt.weights(), vilt.open(), vilt, golden("vilt", m));
  }

  static GoldenBlocks miniLm(NDManager m) throws IOException {
    Map<String, NDArray> arrays = new TreeMap<>();
    for (int layer = 0; layer < MiniLm.LAYERS; layer++) {
      for (int j = 0; j < PARTS.size(); j++) {
        String part = PARTS.get(j);
        int out = part.equals("intermediate.dense") ? WIDE : MiniLm.WIDTH;
        int in = part.equals("output.dense") ? WIDE : MiniLm.WIDTH;
        boolean norm = part.endsWith("LayerNorm");
        Shape shape = norm ? new Shape(out) : new Shape(out, in);
        int number = layer * 16 + 2 * j;
        String prefix = "encoder.layer." + layer + "." + part;
        float[] values = norm ? made(number, shape, 1, 0.1) : made(number, shape, 0, gain(in));
        arrays.put(prefix + ".weight", m.create(values, shape));
        arrays.put(prefix + ".bias", m.create(made(number + 1, new Shape(out), 0, 0.1)));
      }
    }
    Parameters weights = Parameters.of(arrays);
    return new GoldenBlocks(
        "minilm",
        weights,
        MiniLm.open(weights),
        (x0, mask, deltas) -> MiniLm.encode(weights, x0, mask, deltas),
        golden("minilm", m));
  }

  private static double gain(int in) {
    return Math.sqrt(3.0 / in);
  }

  private static Parameters golden(String name, NDManager m) throws IOException {
    return Safetensors.read(FILES.resolve(name + ".safetensors"), m);
  }

  /** Numbers by the formula of the program that made the files. */
  private static float[] made(int number, Shape shape, double middle, double reach) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      int x = (i + 1) * 0x9E3779B1 + number * 0x85EBCA6B;
      x = (x ^ x >>> 15) * 0x2C1B3C6D;
      x = (x ^ x >>> 12) * 0x297A2D39;
      x ^= x >>> 15;
      values[i] = (float) (middle + reach * (Integer.toUnsignedLong(x) / (double) (1L << 31) - 1));
    }
    return values;
  }

  /** The golden records as a batch. */
  TokenBatch tokens() {
    Map<Modality, Span> spans =
        Map.of(
            Modality.TEXT, new Span(0, 3),
            Modality.IMAGE, new Span(3, 2),
            Modality.AUDIO, new Span(5, 2));
    return new TokenBatch(golden.get("x0"), golden.get("mask"), spans, golden.get("presence"));
  }

  NDArray states(String method) {
    return golden.get(method + ".states");
  }

  @Override
  public String toString() {
    return name;
  }
}
