package io.lacuna.trainer.optim.weigh;

import io.lacuna.trainer.optim.GradientWeights;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * The Nash bargaining solution: weights α > 0 with (GᵀG)·α = 1/α, G having the tasks' gradients as
 * columns. The update G·α then has the norm √K for K tasks; like the authors' program, this one
 * scales it down to {@value #MAX_NORM}.
 *
 * <p>The equation says that the gradient of ½·αᵀ(GᵀG)α − Σ log α is zero, and that function is
 * strictly convex and self-concordant: damped Newton steps reach its one minimum from anywhere. It
 * is solved for cosines in place of products, which takes the scales of the losses out: α is β over
 * the norm of the gradient. The authors solve it by a sequence of convex programs instead.
 */
public final class NashWeights implements GradientWeights {
  private static final double MAX_NORM = 1;

  /**
   * Added to the diagonal of the cosines: where gradients cancel out there is nothing to bargain
   * for and β would be infinite.
   */
  private static final double RIDGE = 1e-10;

  private static final double DAMPED_FROM = 0.25;
  private static final double TOLERANCE = 1e-12;
  private static final int MOST_STEPS = 500;

  @Override
  public double[] of(double[] losses, double[][] products) {
    double[] alpha = solve(products);
    double squares =
        new Array2DRowRealMatrix(products)
            .operate(new ArrayRealVector(alpha))
            .dotProduct(new ArrayRealVector(alpha));
    double norm = Math.sqrt(Math.max(0, squares));
    return norm > MAX_NORM ? Arrays.stream(alpha).map(a -> a * MAX_NORM / norm).toArray() : alpha;
  }

  /**
   * Solves the equation for the tasks whose gradient is not zero.
   *
   * @param products GᵀG, (k, k)
   * @return α, 0 where a gradient is
   */
  static double[] solve(double[][] products) {
    double[] alpha = new double[products.length];
    int[] some = IntStream.range(0, alpha.length).filter(i -> products[i][i] > 0).toArray();
    if (some.length > 0) {
      RealMatrix cosines = new Array2DRowRealMatrix(some.length, some.length);
      for (int i = 0; i < some.length; i++) {
        for (int j = 0; j < some.length; j++) {
          double norms =
              Math.sqrt(products[some[i]][some[i]]) * Math.sqrt(products[some[j]][some[j]]);
          cosines.setEntry(i, j, products[some[i]][some[j]] / norms + (i == j ? RIDGE : 0));
        }
      }
      RealVector beta = minimum(cosines);
      for (int i = 0; i < some.length; i++) {
        alpha[some[i]] = beta.getEntry(i) / Math.sqrt(products[some[i]][some[i]]);
      }
    }
    return alpha;
  }

  private static RealVector minimum(RealMatrix cosines) {
    RealVector beta = new ArrayRealVector(cosines.getColumnDimension(), 1);
    for (int step = 0; step < MOST_STEPS; step++) {
      RealVector inverse = beta.map(b -> 1 / b);
      RealVector gradient = cosines.operate(beta).subtract(inverse);
      RealMatrix hessian = cosines.copy();
      for (int i = 0; i < beta.getDimension(); i++) {
        hessian.addToEntry(i, i, inverse.getEntry(i) * inverse.getEntry(i));
      }
      RealVector newton = new CholeskyDecomposition(hessian).getSolver().solve(gradient);
      double decrement = Math.sqrt(Math.max(0, gradient.dotProduct(newton)));
      double length = decrement > DAMPED_FROM ? 1 / (1 + decrement) : 1;
      beta = beta.subtract(newton.mapMultiply(length));
      if (decrement < TOLERANCE) {
        break;
      }
    }
    return beta;
  }
}
