package io.lacuna.model.features;

/**
 * Bicubic resizing of 8-bit images with the results of Pillow, bit for bit: the kernel (a = −0.5)
 * is widened when shrinking, weights are fixed-point numbers with 22 fractional bits, and each pass
 * (rows, then columns) rounds to 8 bits.
 */
public final class BicubicResize {
  private static final double A = -0.5;
  private static final double SUPPORT = 2;
  private static final int FRACTION_BITS = 22;
  private static final int HALF = 1 << FRACTION_BITS - 1;

  private BicubicResize() {}

  /**
   * Weights of the source places of each target place.
   *
   * @param first source place of each target place's first weight
   */
  private record Weights(int[] first, int[][] values) {}

  /** Resizes (height, width, channels) pixels; the input is not changed. */
  public static PixelGrid resize(PixelGrid image, int height, int width) {
    PixelGrid rows = width == image.width() ? image : alongRows(image, width);
    return height == rows.height() ? rows : alongColumns(rows, height);
  }

  private static PixelGrid alongRows(PixelGrid in, int width) {
    Weights weights = weights(in.width(), width);
    int channels = in.channels();
    byte[] out = new byte[in.height() * width * channels];
    for (int y = 0; y < in.height(); y++) {
      for (int x = 0; x < width; x++) {
        int from = (y * in.width() + weights.first[x]) * channels;
        for (int c = 0; c < channels; c++) {
          out[(y * width + x) * channels + c] =
              blend(in.values(), from + c, channels, weights.values[x]);
        }
      }
    }
    return new PixelGrid(in.height(), width, channels, out);
  }

  private static PixelGrid alongColumns(PixelGrid in, int height) {
    Weights weights = weights(in.height(), height);
    int stride = in.width() * in.channels();
    byte[] out = new byte[height * stride];
    for (int y = 0; y < height; y++) {
      int from = weights.first[y] * stride;
      for (int i = 0; i < stride; i++) {
        out[y * stride + i] = blend(in.values(), from + i, stride, weights.values[y]);
      }
    }
    return new PixelGrid(height, in.width(), in.channels(), out);
  }

  private static byte blend(byte[] values, int from, int stride, int[] weights) {
    int sum = HALF;
    for (int i = 0; i < weights.length; i++) {
      sum += (values[from + i * stride] & 0xff) * weights[i];
    }
    return (byte) Math.max(0, Math.min(255, sum >> FRACTION_BITS));
  }

  private static Weights weights(int in, int out) {
    double scale = (double) in / out;
    double widening = Math.max(scale, 1);
    double reach = SUPPORT * widening;
    int[] first = new int[out];
    int[][] values = new int[out][];
    for (int o = 0; o < out; o++) {
      double centre = (o + 0.5) * scale;
      first[o] = Math.max(0, (int) (centre - reach + 0.5));
      int end = Math.min(in, (int) (centre + reach + 0.5));
      double[] exact = new double[end - first[o]];
      double sum = 0;
      for (int i = 0; i < exact.length; i++) {
        exact[i] = kernel((i + first[o] - centre + 0.5) * (1 / widening));
        sum += exact[i];
      }
      values[o] = fixedPoint(exact, sum);
    }
    return new Weights(first, values);
  }

  private static int[] fixedPoint(double[] exact, double sum) {
    int[] fixed = new int[exact.length];
    for (int i = 0; i < exact.length; i++) {
      double w = exact[i] / sum * (1 << FRACTION_BITS);
      fixed[i] = (int) (w < 0 ? w - 0.5 : w + 0.5);
    }
    return fixed;
  }

  /** Keys' cubic convolution kernel. */
  private static double kernel(double at) {
    double x = Math.abs(at);
    if (x < 1) {
      return ((A + 2) * x - (A + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
  }
}
