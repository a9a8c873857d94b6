package io.lacuna.model.vilt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.features.Golden;
import io.lacuna.model.tensor.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The golden ViLT, also as a whole checkpoint folder: it has no tokenizer of its own. */
final class TinyVilt {
  static final int VOCABULARY = 200;

  private TinyVilt() {}

  /** Copies configuration and weights, and adds a vocabulary with these opening and closing ids. */
  static Path folder(Path dir, int open, int close) throws IOException {
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.write(dir.resolve(name), Golden.bytes("vilt_tiny/" + name));
    }
    vocabulary(dir.resolve("vocab.txt"), VOCABULARY, open, close);
    return dir;
  }

  /** Letters a to z, then numbered words, with the special tokens at or after these places. */
  static void vocabulary(Path file, int size, int open, int close) throws IOException {
    List<String> lines = new ArrayList<>();
    Map<Integer, String> special = Map.of(open, "[CLS]", close, "[SEP]");
    List<String> others = new ArrayList<>(List.of("[PAD]", "[UNK]", "[MASK]"));
    for (char c = 'a'; c <= 'z'; c++) {
      others.add(String.valueOf(c));
    }
    for (int id = 0; id < size; id++) {
      String own = special.get(id);
      lines.add(own != null ? own : others.isEmpty() ? "word" + id : others.remove(0));
    }
    Files.write(file, lines);
  }

  /** Adds a field, such as {@code "a":1}, to the folder's configuration. */
  static void addToConfig(Path dir, String field) throws IOException {
    String json = Files.readString(dir.resolve("config.json")).strip();
    Files.writeString(
        dir.resolve("config.json"), json.substring(0, json.length() - 1) + "," + field + "}");
  }

  /** The golden weights. */
  static Vilt load(NDManager manager) throws IOException {
    Path dir = Golden.path("vilt_tiny");
    ViltConfig config = ViltConfig.read(dir);
    return new Vilt(config, ViltWeights.load(dir, config, manager));
  }

  /**
   * What the blocks get in a golden case.
   *
   * @param x0 (n, s, h), text and then image
   * @param mask (n, s)
   */
  record Tokens(NDArray x0, NDArray mask) {
    static Tokens of(Vilt vilt, Parameters golden) {
      NDArray text = vilt.embedText(golden.get("input_ids"));
      NDArray image = vilt.embedImage(golden.get("pixel_values"));
      NDArray mask = golden.get("attention_mask").toType(DataType.FLOAT32, false);
      Shape shape = image.getShape();
      NDArray all = mask.getManager().ones(new Shape(shape.get(0), shape.get(1)));
      return new Tokens(text.concat(image, 1), mask.concat(all, 1));
    }
  }

  static NDArray normal(NDManager m, long seed, Shape shape) {
    Random random = new Random(seed);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return m.create(values, shape);
  }

  static float largest(NDArray x) {
    return x.abs().max().getFloat();
  }
}
