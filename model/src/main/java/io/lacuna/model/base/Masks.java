package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Masks over padded sequences. */
final class Masks {
  private Masks() {}

  /**
   * @return (n, width): 1 for the first {@code lengths[i]} places of row i, else 0
   */
  static NDArray upTo(int[] lengths, long width, NDManager manager) {
    float[] mask = new float[Math.toIntExact(lengths.length * width)];
    for (int row = 0; row < lengths.length; row++) {
      int from = Math.toIntExact(row * width);
      Arrays.fill(mask, from, from + (int) Math.min(lengths[row], width), 1);
    }
    // a copy in the engine's memory: a backward pass may need it after its manager is closed
    return manager.create(mask, new Shape(lengths.length, width)).duplicate();
  }
}
