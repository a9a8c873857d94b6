package io.lacuna.model.vilt;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.WeightsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The weights of a ViLT: their names and shapes, and how they are read. */
public final class ViltWeights {
  private static final String PREFIX = "vilt.";

  /** Parts of a checkpoint that answer its own training task, and a table of 0, 1, 2 … */
  private static final List<String> UNUSED =
      List.of(
          "mlm_score.",
          "classifier.",
          "rank_output.",
          "embeddings.text_embeddings.position_ids",
          PREFIX + "embeddings.text_embeddings.position_ids");

  private ViltWeights() {}

  /**
   * Loads the weights of a checkpoint folder, whose names may start with {@code vilt.} or not.
   *
   * @param manager owns the arrays, also after an error
   * @return float32, without the prefix
   * @throws IOException if a file is not sound, or the tensors are not those of the configuration
   */
  public static Parameters load(Path dir, ViltConfig config, NDManager manager) throws IOException {
    WeightsFolder folder = WeightsFolder.open(dir);
    SortedMap<String, Shape> found = folder.shapes();
    found.keySet().removeIf(name -> UNUSED.stream().anyMatch(name::startsWith));
    String prefix = found.keySet().stream().anyMatch(n -> n.startsWith(PREFIX)) ? PREFIX : "";
    Map<String, String> names = new TreeMap<>();
    for (Map.Entry<String, Shape> needed : shapes(config).entrySet()) {
      String name = prefix + needed.getKey();
      Shape shape = found.remove(name);
      if (!needed.getValue().equals(shape)) {
        throw new IOException(
            dir
                + ": tensor '"
                + name
                + "' "
                + (shape == null ? "is missing" : "has shape " + shape)
                + "; config.json asks for "
                + needed.getValue());
      }
      names.put(needed.getKey(), name);
    }
    if (!found.isEmpty()) {
      throw new IOException(
          dir
              + ": "
              + found.size()
              + " tensors are none of a ViLT with this config.json, the first is '"
              + found.firstKey()
              + "'");
    }
    return folder.load(names, manager);
  }

  /** Shape of each weight. */
  static SortedMap<String, Shape> shapes(ViltConfig c) {
    SortedMap<String, Shape> shapes = new TreeMap<>();
    long h = c.hiddenSize();
    long patches = (long) c.grid() * c.grid();
    String text = "embeddings.text_embeddings.";
    shapes.put(text + "word_embeddings.weight", new Shape(c.vocabSize(), h));
    shapes.put(text + "position_embeddings.weight", new Shape(c.maxPositions(), h));
    shapes.put(text + "token_type_embeddings.weight", new Shape(c.typeVocabSize(), h));
    norm(shapes, text + "LayerNorm", h);
    shapes.put("embeddings.token_type_embeddings.weight", new Shape(c.modalityTypes(), h));
    shapes.put("embeddings.cls_token", new Shape(1, 1, h));
    shapes.put("embeddings.position_embeddings", new Shape(1, 1 + patches, h));
    String patch = "embeddings.patch_embeddings.projection";
    shapes.put(patch + ".weight", new Shape(h, c.channels(), c.patchSize(), c.patchSize()));
    shapes.put(patch + ".bias", new Shape(h));
    for (int i = 0; i < c.layers(); i++) {
      block(shapes, "encoder.layer." + i + ".", h, c.intermediateSize());
    }
    norm(shapes, "layernorm", h);
    linear(shapes, "pooler.dense", h, h);
    return shapes;
  }

  private static void block(SortedMap<String, Shape> shapes, String block, long h, long wide) {
    for (String map : List.of("query", "key", "value")) {
      linear(shapes, block + "attention.attention." + map, h, h);
    }
    linear(shapes, block + "attention.output.dense", h, h);
    linear(shapes, block + "intermediate.dense", wide, h);
    linear(shapes, block + "output.dense", h, wide);
    norm(shapes, block + "layernorm_before", h);
    norm(shapes, block + "layernorm_after", h);
  }

  private static void linear(SortedMap<String, Shape> shapes, String name, long out, long in) {
    shapes.put(name + ".weight", new Shape(out, in));
    shapes.put(name + ".bias", new Shape(out));
  }

  private static void norm(SortedMap<String, Shape> shapes, String name, long h) {
    shapes.put(name + ".weight", new Shape(h));
    shapes.put(name + ".bias", new Shape(h));
  }
}
