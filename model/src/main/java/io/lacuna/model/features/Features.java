package io.lacuna.model.features;

/**
 * Model-ready features of one modality of one observation, in plain Java arrays.
 *
 * <p>Images: (channels, height, width). Audio: (frames, bins). Text: (tokens), each value a token
 * id (exact in float32).
 *
 * @param shape length of each dimension
 * @param values row-major values; length = product of {@code shape}
 */
public record Features(int[] shape, float[] values) {
  public Features {
    long n = 1;
    for (int d : shape) {
      n *= d;
    }
    if (n != values.length) {
      throw new IllegalArgumentException(
          "features: " + values.length + " values for a shape of " + n + " elements");
    }
  }
}
