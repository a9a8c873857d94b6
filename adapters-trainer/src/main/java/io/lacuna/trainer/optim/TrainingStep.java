package io.lacuna.trainer.optim;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lacuna.model.tensor.Torch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One update of trainable arrays: loss, gradients, global-norm clipping, AdamW. All temporaries,
 * the wrappers of the gradients included, die with the step's own manager. The engine allows one
 * gradient collector per process: one training thread.
 */
public final class TrainingStep {
  private static final float CLIP_EPSILON = 1e-6f;

  private final NDManager root;
  private final Map<String, NDArray> trainable;
  private final AdamW optimizer;
  private final double maxNorm;

  /**
   * @param trainable arrays with a gradient, owned by the caller
   * @param maxNorm the joint norm that gradients are scaled down to
   */
  public TrainingStep(
      NDManager root, Map<String, NDArray> trainable, AdamW optimizer, double maxNorm) {
    this.root = root;
    this.trainable = trainable;
    this.optimizer = optimizer;
    this.maxNorm = maxNorm;
    touchAll();
  }

  /**
   * Gives every array a gradient of zeros: the engine has none for an array no loss has used yet.
   */
  private void touchAll() {
    try (NDManager step = root.newSubManager()) {
      backward(
          m -> {
            NDArray sum = m.zeros(new Shape(1));
            for (NDArray array : trainable.values()) {
              sum = sum.add(m.zeros(new Shape(1)).mul(array).sum());
            }
            return sum;
          },
          step);
    }
  }

  /**
   * Does one update.
   *
   * @param loss a scalar, made on the manager it is given
   * @return the loss before the update
   * @throws DivergedException if the loss is not finite; nothing was updated
   */
  public float run(Function<NDManager, NDArray> loss, double learningRate) {
    return update(
        (step, gradients) -> {
          float value = backward(loss, step);
          gradients.putAll(gradients(step));
          return value;
        },
        learningRate);
  }

  /**
   * Does one update after a backward pass per task, all through the graph of one forward pass.
   * Arrays that several tasks reach take the weighted sum of the gradients, others their own; what
   * is no task's own is added to both.
   *
   * @param losses scalars, made on the manager they are given
   * @return the sum of the losses before the update
   * @throws DivergedException if it is not finite; nothing was updated
   */
  public float run(
      Function<NDManager, TaskLosses> losses, GradientWeights weights, double learningRate) {
    return update((step, gradients) -> passes(losses, weights, step, gradients), learningRate);
  }

  /** Finds the gradients of a step, on its manager, and the loss. */
  private interface Pass {
    float run(NDManager step, Map<String, NDArray> gradients);
  }

  private float update(Pass pass, double learningRate) {
    try (NDManager step = root.newSubManager()) {
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      float value = pass.run(step, gradients);
      double squares = 0;
      for (NDArray gradient : gradients.values()) {
        squares += gradient.square().sum().getFloat();
      }
      double norm = Math.sqrt(squares);
      optimizer.nextStep();
      gradients.forEach(
          (name, gradient) -> {
            if (norm > maxNorm) {
              gradient.muli(maxNorm / (norm + CLIP_EPSILON));
            }
            optimizer.update(name, trainable.get(name), gradient, learningRate);
            clear(gradient);
          });
      return value;
    }
  }

  /**
   * The next backward pass adds to it. A difference is +0 where a product with 0 may be -0, so a
   * step finds the same zeros whether or not the process was started anew.
   */
  private static void clear(NDArray gradient) {
    gradient.subi(gradient);
  }

  /** The live gradients of all arrays; their wrappers die with the step. */
  private Map<String, NDArray> gradients(NDManager step) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    trainable.forEach(
        (name, array) -> {
          NDArray gradient = array.getGradient();
          gradient.attach(step);
          gradients.put(name, gradient);
        });
    return gradients;
  }

  private float passes(
      Function<NDManager, TaskLosses> losses,
      GradientWeights weights,
      NDManager step,
      Map<String, NDArray> gradients) {
    TaskGradients found = new TaskGradients();
    List<Double> each = new ArrayList<>();
    float value;
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      TaskLosses parts = losses.apply(step);
      value = finite(parts.sum());
      for (String task : parts.known()) {
        NDArray loss = parts.of(task);
        each.add((double) loss.getFloat());
        Torch.backwardKeepingGraph(loss);
        found.addTask(taken(step));
      }
      // without any truth the terms are zeros, but zeros of the right shapes
      Optional<NDArray> common = each.isEmpty() ? Optional.of(parts.sum()) : parts.common();
      if (common.isPresent()) {
        collector.backward(common.get());
        found.addCommon(taken(step));
      }
    }
    double[] weight = new double[0];
    if (!each.isEmpty()) {
      double[] values = each.stream().mapToDouble(Double::doubleValue).toArray();
      weight = weights.of(values, found.products());
    }
    Iterator<float[]> mixed = List.of(found.mixed(weight)).iterator();
    trainable.forEach((name, a) -> gradients.put(name, step.create(mixed.next(), a.getShape())));
    return value;
  }

  /** Values of the gradients, which are cleared for the next pass. */
  private float[][] taken(NDManager step) {
    return gradients(step).values().stream()
        .map(
            gradient -> {
              float[] values = gradient.toFloatArray();
              clear(gradient);
              return values;
            })
        .toArray(float[][]::new);
  }

  private static float backward(Function<NDManager, NDArray> loss, NDManager step) {
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray scalar = loss.apply(step);
      float value = finite(scalar);
      collector.backward(scalar);
      return value;
    }
  }

  private static float finite(NDArray scalar) {
    float value = scalar.getFloat();
    if (!Float.isFinite(value)) {
      throw new DivergedException(value);
    }
    return value;
  }
}
