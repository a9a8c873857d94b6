package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Collects freshly initialised weights; the same seed gives the same values everywhere. */
final class StemInit {
  /** The scale at which the pretrained text embedding leaves its norm, so that tokens match it. */
  private static final float TEXT_SCALE = 0.6f;

  private static final double EMBEDDING_SD = 0.02;

  private final NDManager manager;
  private final Random random;
  private final Map<String, NDArray> arrays = new TreeMap<>();

  StemInit(NDManager manager, long seed) {
    this.manager = manager;
    this.random = new Random(seed);
  }

  Map<String, NDArray> arrays() {
    return arrays;
  }

  /** Kaiming-normal weight (out, in, kernel…) of a convolution or linear map, and a zero bias. */
  void layer(String name, long... shape) {
    long fanIn = 1;
    for (int i = 1; i < shape.length; i++) {
      fanIn *= shape[i];
    }
    normal(name + ".weight", Math.sqrt(2.0 / fanIn), shape);
    constant(name + ".bias", 0, shape[0]);
  }

  void norm(String name, long width) {
    constant(name + ".weight", 1, width);
    constant(name + ".bias", 0, width);
  }

  /** The end of each stem: projection to the width of the transformer, norm, embeddings. */
  void toTokens(String name, long channels, long positions) {
    layer(name + ".projection", MiniLm.WIDTH, channels);
    constant(name + ".norm.weight", TEXT_SCALE, MiniLm.WIDTH);
    constant(name + ".norm.bias", 0, MiniLm.WIDTH);
    normal(name + ".position", EMBEDDING_SD, positions, MiniLm.WIDTH);
    normal(name + ".modality", EMBEDDING_SD, MiniLm.WIDTH);
  }

  void constant(String name, float value, long length) {
    arrays.put(name, manager.full(new Shape(length), value));
  }

  void values(String name, float[] values) {
    arrays.put(name, manager.create(values));
  }

  private void normal(String name, double sd, long... shape) {
    Shape s = new Shape(shape);
    float[] values = new float[Math.toIntExact(s.size())];
    IntStream.range(0, values.length)
        .forEach(i -> values[i] = (float) (random.nextGaussian() * sd));
    arrays.put(name, manager.create(values, s));
  }
}
