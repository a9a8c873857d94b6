package io.lacuna.model.vilt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Stretches a square table of position embeddings to the patches of another image: bilinear, the
 * corners of both grids on each other. Made of matrices because the engine's own interpolation
 * smooths when it shrinks, which the original does not.
 */
final class PositionGrid {
  private PositionGrid() {}

  /**
   * The matrix M of {@code M · table}: its first row passes on the image token's own position, the
   * others mix those of the patches. The identity where the grids are equal.
   *
   * @param side of the table's grid
   * @return (1 + rows·columns, 1 + side·side)
   */
  static NDArray matrix(int side, int rows, int columns, NDManager m) {
    float[][] down = stretch(side, rows);
    float[][] across = stretch(side, columns);
    int width = 1 + side * side;
    float[] values = new float[(1 + rows * columns) * width];
    values[0] = 1;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int start = (1 + row * columns + column) * width + 1;
        for (int i = 0; i < side; i++) {
          for (int j = 0; j < side; j++) {
            values[start + i * side + j] = down[row][i] * across[column][j];
          }
        }
      }
    }
    return m.create(values, new Shape(1 + rows * columns, width));
  }

  /** Weights of {@code from} points, evenly spread, at {@code to} points over the same length. */
  static float[][] stretch(int from, int to) {
    float[][] weights = new float[to][from];
    double step = to == 1 ? 0 : (from - 1) / (to - 1.0);
    for (int i = 0; i < to; i++) {
      double at = i * step;
      int left = Math.min((int) at, from - 1);
      int right = Math.min(left + 1, from - 1);
      float share = (float) (at - left);
      weights[i][left] += 1 - share;
      weights[i][right] += share;
    }
    return weights;
  }
}
