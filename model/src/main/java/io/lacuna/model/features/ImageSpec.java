package io.lacuna.model.features;

/**
 * Images are squashed to a fixed size; a value v in [0, 255] becomes (v/255 − mean) / std.
 *
 * @param channels 1 (grey) or 3 (RGB)
 * @param height in pixels
 * @param width in pixels
 */
public record ImageSpec(int channels, int height, int width, float mean, float std) {
  public ImageSpec {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("image.channels " + channels + " must be 1 or 3");
    }
    if (height < 1 || width < 1 || height > 4096 || width > 4096) {
      throw new IllegalArgumentException(
          "image size " + height + "x" + width + " must be within 1x1 and 4096x4096");
    }
    if (!(std > 0) || !Float.isFinite(mean)) {
      throw new IllegalArgumentException(
          "image.std " + std + " must be positive and image.mean " + mean + " finite");
    }
  }
}
