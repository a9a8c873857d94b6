package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import java.util.Map;

/** Comparison of results with the tensors of a golden file. */
final class Tensors {
  private Tensors() {}

  /**
   * Largest absolute difference; NaN if either side holds a NaN.
   *
   * @throws IllegalArgumentException if the shapes differ or nothing is compared
   */
  static double difference(NDArray ours, NDArray golden) {
    requireSame(ours.getShape(), golden.getShape());
    return difference(values(ours), values(golden));
  }

  /**
   * Largest absolute difference where attended.
   *
   * @param mask (n, s), 1 where attended, 0 elsewhere
   * @throws IllegalArgumentException if the shapes differ or nothing is compared
   */
  static double difference(NDArray ours, NDArray golden, NDArray mask) {
    requireSame(ours.getShape(), golden.getShape());
    NDArray attended = mask.expandDims(2);
    return difference(ours.mul(attended), golden.mul(attended));
  }

  /** Largest absolute difference of as many values. */
  static double difference(float[] ours, float[] golden) {
    double largest = 0;
    for (int i = 0; i < golden.length; i++) {
      largest = Math.max(largest, Math.abs((double) ours[i] - golden[i]));
    }
    return largest;
  }

  /** Row-major values as float32. */
  static float[] values(NDArray array) {
    return array.toType(DataType.FLOAT32, false).toFloatArray();
  }

  /**
   * @throws IllegalArgumentException if the shapes differ or have no elements
   */
  static void requireSame(Shape ours, Shape golden) {
    if (!ours.equals(golden)) {
      throw new IllegalArgumentException(
          "the golden tensor has shape " + golden + "; this code gives " + ours);
    }
    if (golden.size() == 0) {
      throw new IllegalArgumentException("the golden tensor of shape " + golden + " is empty");
    }
  }

  /**
   * Checks inputs and weights of a golden file before they are used.
   *
   * @param expected shape by name, −1 for a length that is free
   * @throws IllegalArgumentException if a tensor is missing or has another shape
   */
  static void require(Parameters golden, Map<String, Shape> expected) {
    expected.forEach(
        (name, shape) -> {
          Shape found = golden.get(name).getShape();
          if (!fits(found, shape)) {
            throw new IllegalArgumentException(
                "tensor '" + name + "' has shape " + found + "; expected is " + shape);
          }
        });
  }

  private static boolean fits(Shape found, Shape expected) {
    boolean fits = found.dimension() == expected.dimension();
    for (int i = 0; fits && i < found.dimension(); i++) {
      fits = expected.get(i) == -1 || expected.get(i) == found.get(i);
    }
    return fits;
  }
}
