package io.lacuna.trainer.learn;

import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Linear regression with an L2 penalty on the weights and none on the intercept: centred X and Y, W
 * = (XᵀX + λI)⁻¹·XᵀY by Cholesky's decomposition, which cannot fail there: the penalty makes the
 * matrix positive definite.
 */
final class RidgeRegression {
  private static final double[] PENALTIES = {10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000};

  private final double[] meanX;
  private final double[] meanY;
  private final RealMatrix weights;

  private RidgeRegression(double[] meanX, double[] meanY, RealMatrix weights) {
    this.meanX = meanX;
    this.meanY = meanY;
    this.weights = weights;
  }

  /**
   * Chooses the penalty with the least squared error over the folds and trains with it on
   * everything.
   *
   * @param x (n, d)
   * @param y (n, outputs)
   * @param foldOf of each record
   */
  static RidgeRegression chosen(double[][] x, double[][] y, int[] foldOf) {
    double[] error = new double[PENALTIES.length];
    int folds = IntStream.of(foldOf).max().orElse(0) + 1;
    for (int fold = 0; fold < folds; fold++) {
      int held = fold;
      int[] in = IntStream.range(0, x.length).filter(i -> foldOf[i] != held).toArray();
      int[] out = IntStream.range(0, x.length).filter(i -> foldOf[i] == held).toArray();
      Moments part = new Moments(at(x, in), at(y, in));
      for (int p = 0; p < PENALTIES.length; p++) {
        RidgeRegression model = part.solve(PENALTIES[p]);
        for (int i : out) {
          double[] said = model.predict(x[i]);
          for (int c = 0; c < said.length; c++) {
            error[p] += (said[c] - y[i][c]) * (said[c] - y[i][c]);
          }
        }
      }
    }
    int best = 0;
    for (int p = 1; p < error.length; p++) {
      best = error[p] < error[best] ? p : best;
    }
    return new Moments(x, y).solve(PENALTIES[best]);
  }

  private static double[][] at(double[][] rows, int[] positions) {
    return IntStream.of(positions).mapToObj(i -> rows[i]).toArray(double[][]::new);
  }

  /**
   * @return one value per output
   */
  double[] predict(double[] x) {
    double[] centred = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      centred[i] = x[i] - meanX[i];
    }
    double[] said = weights.preMultiply(centred);
    for (int c = 0; c < said.length; c++) {
      said[c] += meanY[c];
    }
    return said;
  }

  /** What the solution hangs on, for any penalty. */
  private static final class Moments {
    private final double[] meanX;
    private final double[] meanY;
    private final RealMatrix xx; // XᵀX
    private final RealMatrix xy; // XᵀY

    Moments(double[][] x, double[][] y) {
      meanX = means(x);
      meanY = means(y);
      RealMatrix cx = centred(x, meanX);
      RealMatrix xt = cx.transpose();
      xx = xt.multiply(cx);
      xy = xt.multiply(centred(y, meanY));
    }

    RidgeRegression solve(double penalty) {
      RealMatrix penalised = xx.copy();
      for (int i = 0; i < penalised.getRowDimension(); i++) {
        penalised.addToEntry(i, i, penalty);
      }
      RealMatrix weights = new CholeskyDecomposition(penalised).getSolver().solve(xy);
      return new RidgeRegression(meanX, meanY, weights);
    }

    private static double[] means(double[][] rows) {
      double[] mean = new double[rows[0].length];
      for (double[] row : rows) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] += row[i] / rows.length;
        }
      }
      return mean;
    }

    private static RealMatrix centred(double[][] rows, double[] mean) {
      RealMatrix matrix = new Array2DRowRealMatrix(rows.length, mean.length);
      for (int r = 0; r < rows.length; r++) {
        for (int c = 0; c < mean.length; c++) {
          matrix.setEntry(r, c, rows[r][c] - mean[c]);
        }
      }
      return matrix;
    }
  }
}
