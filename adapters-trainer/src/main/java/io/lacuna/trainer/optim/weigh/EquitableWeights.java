package io.lacuna.trainer.optim.weigh;

import io.lacuna.trainer.optim.GradientWeights;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Equity between tasks, reconstructed from the abstract of EMTL: a task's relative contribution is
 * its loss over the norm of its raw gradient, and the variance of the contributions is a
 * regulariser. Ours, since the paper's formulas could not be read: with ρ the contributions over
 * their mean, the regulariser is λ·Σ L·(ρ − 1)², in which norms, mean and the factors L are held
 * constant, so that no second derivatives are needed. That weighs a task by 1 + 2λ·(ρ − 1)·ρ: one
 * with much loss left for its gradient counts more. With λ = 1/2 a weight is at least 3/4 and, for
 * two tasks, at most 3; multiplying a loss by a number changes no weight.
 */
public final class EquitableWeights implements GradientWeights {
  private static final double STRENGTH = 0.5;

  @Override
  public double[] of(double[] losses, double[][] products) {
    double[] weights = new double[losses.length];
    Arrays.fill(weights, 1);
    int[] some =
        IntStream.range(0, losses.length)
            .filter(t -> losses[t] > 0 && products[t][t] > 0)
            .toArray();
    double mean =
        IntStream.of(some).mapToDouble(t -> contribution(losses, products, t)).average().orElse(1);
    for (int t : some) {
      double rho = contribution(losses, products, t) / mean;
      weights[t] = 1 + 2 * STRENGTH * (rho - 1) * rho;
    }
    return weights;
  }

  private static double contribution(double[] losses, double[][] products, int task) {
    return losses[task] / Math.sqrt(products[task][task]);
  }
}
