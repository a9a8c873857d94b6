package io.lacuna.trainer.optim;

/** Weights of tasks by their gradients for the arrays that they share. */
@FunctionalInterface
public interface GradientWeights {
  /**
   * Weights for one step, at least one task being known.
   *
   * @param losses of the known tasks
   * @param products of their gradients, (tasks, tasks); a task that reaches nothing shared has
   *     zeros
   * @return finite and at least 0, one per task
   */
  double[] of(double[] losses, double[][] products);
}
