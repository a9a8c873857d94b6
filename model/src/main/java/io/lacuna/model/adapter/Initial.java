package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Initial values by role, seeded per name so that adding a parameter leaves the others alone:
 * matrices and kernels uniform within ±1/√fan-in, scales of norms 1, biases 0, single vectors and
 * tables N(0, 0.02).
 */
final class Initial {
  private static final double SMALL = 0.02;

  private Initial() {}

  static Parameters of(NDManager manager, SortedMap<String, Shape> shapes, long seed) {
    Map<String, NDArray> arrays = new TreeMap<>();
    shapes.forEach(
        (key, shape) -> arrays.put(key, manager.create(values(key, shape, seed), shape)));
    return Parameters.of(arrays);
  }

  static Random random(String key, long seed) {
    return new Random(seed * 1_000_003L + key.hashCode());
  }

  private static float[] values(String key, Shape shape, long seed) {
    float[] values = new float[(int) shape.size()];
    Random random = random(key, seed);
    if (key.endsWith("norm.weight")) {
      Arrays.fill(values, 1);
    } else if (key.startsWith("missing.") || key.endsWith("presence.weight")) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (SMALL * random.nextGaussian());
      }
    } else if (shape.dimension() > 1) {
      double bound = 1 / Math.sqrt((double) values.length / shape.get(0));
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    }
    return values;
  }
}
