package io.lacuna.trainer.data;

import java.util.List;

/**
 * Shape of the ready features of one subject, e.g. (100).
 *
 * @param dims each at least 1
 */
public record FeatureShape(List<Integer> dims) {
  public FeatureShape {
    dims = List.copyOf(dims);
    if (dims.isEmpty() || dims.stream().anyMatch(d -> d < 1)) {
      throw new IllegalArgumentException("shape " + dims + " must have dimensions >= 1");
    }
    long size = 1;
    for (int d : dims) {
      size *= d;
      if (size > Integer.MAX_VALUE / Float.BYTES) {
        throw new IllegalArgumentException("shape " + dims + " must hold less than 2 GiB");
      }
    }
  }

  public static FeatureShape of(Integer... dims) {
    return new FeatureShape(List.of(dims));
  }

  /** How many numbers the features of one subject are. */
  public int size() {
    return dims.stream().reduce(1, (a, b) -> a * b);
  }

  /** As a payload has it. */
  public int[] toArray() {
    return dims.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public String toString() {
    return dims.toString();
  }
}
