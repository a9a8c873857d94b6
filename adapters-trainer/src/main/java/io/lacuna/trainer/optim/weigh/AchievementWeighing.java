package io.lacuna.trainer.optim.weigh;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.optim.TaskLosses;
import io.lacuna.trainer.optim.TrainingStep;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Achievement-based weights: a task's weight is (1 − quality / (1.05·potential))², the potential
 * being the quality that the task reaches alone; the weights go through a softmax and are the
 * exponents of a geometric mean of the losses. So says the program of Yun and Cho. Ours: the
 * achievement is held in [0, 1], the last quality is taken as it is, since a training here has few
 * epochs, and the mean is multiplied by the number of tasks, so that equal losses of equal weight
 * count as much as their sum.
 */
public final class AchievementWeighing implements Weighing {
  private static final double MARGIN = 1.05;
  private static final double LEAST = 1e-8;

  private final List<String> tasks;
  private final double[] potentials;
  private final NDManager own;
  private final NDArray quality;

  /**
   * @param tasks in the order of the qualities
   * @param potentials quality of each when it is learnt alone
   */
  public AchievementWeighing(List<String> tasks, double[] potentials, NDManager parent) {
    this.tasks = List.copyOf(tasks);
    this.potentials = potentials.clone();
    own = parent.newSubManager();
    quality = own.zeros(new Shape(tasks.size()));
  }

  @Override
  public float update(
      TrainingStep step, Function<NDManager, TaskLosses> losses, double learningRate) {
    float[] now = quality.toFloatArray();
    double[] weights =
        IntStream.range(0, now.length).mapToDouble(t -> weight(now[t], potentials[t])).toArray();
    return step.run(m -> weighed(losses.apply(m), weights), learningRate);
  }

  /** A sum with the gradient, and the value, of the geometric mean. */
  private NDArray weighed(TaskLosses losses, double[] weights) {
    NDArray sum = losses.common().orElse(null);
    List<NDArray> known = losses.known().stream().map(losses::of).toList();
    double[] factors =
        factors(
            known.stream().mapToDouble(NDArray::getFloat).toArray(),
            losses.known().stream().mapToDouble(t -> weights[tasks.indexOf(t)]).toArray());
    for (int t = 0; t < factors.length; t++) {
      NDArray weighed = Torch.scale(known.get(t), factors[t]);
      sum = sum == null ? weighed : sum.add(weighed);
    }
    return sum == null ? losses.sum() : sum;
  }

  /** Weight before the softmax; 1 for a task that has achieved nothing or whose potential is. */
  static double weight(double quality, double potential) {
    double achieved = quality / (MARGIN * potential);
    double left = potential > 0 && achieved > 0 ? 1 - Math.min(1, achieved) : 1;
    return left * left;
  }

  /**
   * Partial derivatives of K·Π L^w by the losses L, w being the softmax of the weights. Their
   * products with the losses sum to its value.
   */
  static double[] factors(double[] losses, double[] weights) {
    double[] exp = Arrays.stream(weights).map(Math::exp).toArray();
    double total = Arrays.stream(exp).sum();
    double logarithm = 0;
    for (int t = 0; t < losses.length; t++) {
      logarithm += exp[t] / total * Math.log(Math.max(LEAST, losses[t]));
    }
    double mean = losses.length * Math.exp(logarithm);
    double[] factors = new double[losses.length];
    for (int t = 0; t < losses.length; t++) {
      factors[t] = mean * exp[t] / total / Math.max(LEAST, losses[t]);
    }
    return factors;
  }

  @Override
  public boolean followsAchievement() {
    return true;
  }

  @Override
  public void achieved(double[] values) {
    float[] now = new float[values.length];
    for (int t = 0; t < now.length; t++) {
      now[t] = Double.isNaN(values[t]) ? 0 : (float) values[t];
    }
    quality.set(now);
  }

  @Override
  public Map<String, NDArray> history() {
    return Map.of("quality", quality);
  }

  @Override
  public void close() {
    own.close();
  }
}
