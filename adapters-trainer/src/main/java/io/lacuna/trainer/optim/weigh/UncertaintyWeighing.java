package io.lacuna.trainer.optim.weigh;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.optim.TaskLosses;
import io.lacuna.trainer.optim.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Homoscedastic uncertainty: each task has a learned s, and its loss L counts as exp(-s)·L + c·s.
 * For cross-entropies s is the logarithm of a temperature σ² and c is 1/2, as in the paper. For
 * absolute errors the likelihood is Laplace's, 1/(2b)·exp(-|x|/b), so s is the logarithm of its
 * scale b and c is 1. The second summand keeps s from growing for ever. All s begin at 0, where the
 * gradients are those of the sum, and are trained like the biases: without decay.
 */
public final class UncertaintyWeighing implements Weighing {
  private static final double LAPLACE = 1;
  private static final double TEMPERATURE = 0.5;

  private final NDManager own;
  private final Map<String, Double> regularisation = new TreeMap<>();
  private final Map<String, NDArray> logarithms = new TreeMap<>();

  public UncertaintyWeighing(List<TaskTarget> tasks, NDManager parent) {
    own = parent.newSubManager();
    for (TaskTarget task : tasks) {
      boolean labels = task.spec().kind() == TaskKind.MULTILABEL;
      regularisation.put(task.name(), labels ? TEMPERATURE : LAPLACE);
      logarithms.put(task.name(), own.zeros(new Shape(1)));
    }
  }

  @Override
  public float update(
      TrainingStep step, Function<NDManager, TaskLosses> losses, double learningRate) {
    return step.run(m -> weighed(losses.apply(m)), learningRate);
  }

  private NDArray weighed(TaskLosses losses) {
    NDArray sum = losses.common().orElse(null);
    for (String task : losses.known()) {
      NDArray loss = losses.of(task);
      // a copy on the manager of the step, where the temporaries belong
      NDArray s = loss.getManager().zeros(new Shape(1)).add(logarithms.get(task)).sum();
      NDArray weighed = s.neg().exp().mul(loss).add(Torch.scale(s, regularisation.get(task)));
      sum = sum == null ? weighed : sum.add(weighed);
    }
    return sum == null ? losses.sum() : sum;
  }

  @Override
  public Map<String, NDArray> learned() {
    Map<String, NDArray> learned = new TreeMap<>();
    logarithms.forEach((task, s) -> learned.put("uncertainty." + task, s));
    return learned;
  }

  @Override
  public void close() {
    own.close();
  }
}
