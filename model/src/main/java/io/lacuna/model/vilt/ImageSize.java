package io.lacuna.model.vilt;

/**
 * The size that a picture is resized to: its shorter side as the model wants it, but the longer one
 * capped, both cut to whole divisors. Bounds how many patches a picture can have, whatever its
 * aspect.
 *
 * @param height in pixels
 * @param width in pixels
 */
public record ImageSize(int height, int width) {

  /**
   * The size for a model made for square images of that shorter side.
   *
   * @param height of the picture in pixels
   * @param width of the picture in pixels
   */
  public static ImageSize of(int height, int width, int shorter) {
    return of(height, width, shorter, longest(shorter), ViltConfig.SIZE_DIVISOR);
  }

  /** Longest side in pixels before it is cut to whole divisors. */
  static int longest(int shorter) {
    return (int) (1333.0 / 800 * shorter);
  }

  /**
   * @param shorter side wanted
   * @param longest side allowed
   * @param divisor of both sides of the result; also the least side
   */
  static ImageSize of(int height, int width, int shorter, int longest, int divisor) {
    double scale = (double) shorter / Math.min(height, width);
    double newHeight = height < width ? shorter : scale * height;
    double newWidth = height < width ? scale * width : shorter;
    double longer = Math.max(newHeight, newWidth);
    if (longer > longest) {
      double back = longest / longer;
      newHeight *= back;
      newWidth *= back;
    }
    return new ImageSize(cut(newHeight, divisor), cut(newWidth, divisor));
  }

  private static int cut(double side, int divisor) {
    int rounded = (int) (side + 0.5);
    return Math.max(divisor, rounded / divisor * divisor);
  }
}
