package io.lacuna.trainer.optim;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;
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
    try (NDManager step = root.newSubManager()) {
      float value = backward(loss, step);
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      double squares = 0;
      for (Map.Entry<String, NDArray> e : trainable.entrySet()) {
        NDArray gradient = e.getValue().getGradient();
        gradient.attach(step);
        gradients.put(e.getKey(), gradient);
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
            // The next backward pass adds to it. A difference is +0 where a product with 0 may be
            // -0, so a step finds the same zeros whether or not the process was started anew.
            gradient.subi(gradient);
          });
      return value;
    }
  }

  private static float backward(Function<NDManager, NDArray> loss, NDManager step) {
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray scalar = loss.apply(step);
      float value = scalar.getFloat();
      if (!Float.isFinite(value)) {
        throw new DivergedException(value);
      }
      collector.backward(scalar);
      return value;
    }
  }
}
