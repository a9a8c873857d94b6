package io.lacuna.trainer.feature;

import io.lacuna.model.features.Features;
import io.lacuna.trainer.plan.Draws;

/**
 * Random variants of an image: moved, scaled, turned a little, perhaps mirrored, brighter or
 * darker, with more or less contrast, and noisy. Places outside the image repeat its edge.
 *
 * @param shift largest move, as a share of the side
 * @param scale largest change of size, e.g. 0.15 for 0.85 to 1.15
 * @param degrees largest turn
 * @param mirror whether left and right may change places
 * @param contrast largest change of contrast and, in standard deviations, of brightness
 * @param colour largest further change of brightness of each channel on its own
 * @param noise standard deviation of the noise, in normalised units
 */
public record ImageAugmentation(
    double shift,
    double scale,
    double degrees,
    boolean mirror,
    double contrast,
    double colour,
    double noise) {

  /** A variant of (channels, height, width) features. */
  public Features apply(Features image, Draws draws) {
    int height = image.shape()[1];
    int width = image.shape()[2];
    double size = 1 + draws.between(-scale, scale);
    double angle = Math.toRadians(draws.between(-degrees, degrees));
    double flip = mirror && draws.uniform() < 0.5 ? -1 : 1;
    double cos = Math.cos(angle) / size;
    double sin = Math.sin(angle) / size;
    double moveX = draws.between(-shift, shift) * width;
    double moveY = draws.between(-shift, shift) * height;
    double gain = 1 + draws.between(-contrast, contrast);
    double offset = draws.between(-contrast, contrast);
    double[] tint = new double[image.shape()[0]];
    for (int c = 0; c < tint.length; c++) {
      tint[c] = offset + draws.between(-colour, colour);
    }
    float[] out = new float[image.values().length];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++, at++) {
        double dx = (x - width / 2.0 - moveX) * flip;
        double dy = y - height / 2.0 - moveY;
        double fromX = cos * dx + sin * dy + width / 2.0;
        double fromY = -sin * dx + cos * dy + height / 2.0;
        for (int c = 0; c < image.shape()[0]; c++) {
          double v = at(image, c, fromX, fromY) * gain + tint[c] + noise * draws.normal();
          out[c * height * width + at] = (float) v;
        }
      }
    }
    return new Features(image.shape(), out);
  }

  /** Bilinear. */
  private static double at(Features image, int c, double x, double y) {
    int height = image.shape()[1];
    int width = image.shape()[2];
    double cx = Math.max(0, Math.min(width - 1.001, x));
    double cy = Math.max(0, Math.min(height - 1.001, y));
    int x0 = (int) cx;
    int y0 = (int) cy;
    int i = (c * height + y0) * width + x0;
    float[] v = image.values();
    double top = v[i] + (cx - x0) * (v[i + 1] - v[i]);
    double bottom = v[i + width] + (cx - x0) * (v[i + width + 1] - v[i + width]);
    return top + (cy - y0) * (bottom - top);
  }
}
