package io.lacuna.model.features;

/**
 * An 8-bit image.
 *
 * @param channels 1 (grey) or 3 (RGB)
 * @param values row-major (height, width, channels), unsigned
 */
public record PixelGrid(int height, int width, int channels, byte[] values) {

  /** Grey by the ITU-R 601-2 luma weights in 16-bit fixed point, or grey repeated three times. */
  public PixelGrid withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    byte[] out = new byte[height * width * wanted];
    for (int i = 0; i < height * width; i++) {
      if (wanted == 1) {
        int r = values[3 * i] & 0xff;
        int g = values[3 * i + 1] & 0xff;
        int b = values[3 * i + 2] & 0xff;
        out[i] = (byte) (r * 19595 + g * 38470 + b * 7471 + 0x8000 >> 16);
      } else {
        out[3 * i] = out[3 * i + 1] = out[3 * i + 2] = values[i];
      }
    }
    return new PixelGrid(height, width, wanted, out);
  }

  /** (channels, height, width) of (v/255 − mean) / std. */
  public Features normalised(float mean, float std) {
    float[] out = new float[values.length];
    int places = height * width;
    for (int i = 0; i < places; i++) {
      for (int c = 0; c < channels; c++) {
        out[c * places + i] = ((values[i * channels + c] & 0xff) / 255f - mean) / std;
      }
    }
    return new Features(new int[] {channels, height, width}, out);
  }
}
