package io.lacuna.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * AdamW (Loshchilov and Hutter 2019) with the arithmetic of {@code torch.optim.AdamW}: decoupled
 * decay first, epsilon added to the bias-corrected root. Matrices and kernels decay, biases, norms
 * and single vectors do not. Its state lives on its own manager until closed. Not thread-safe.
 */
public final class AdamW implements AutoCloseable {
  /**
   * @param beta1 decay of the mean of gradients
   * @param beta2 decay of the mean of squared gradients
   * @param epsilon added to the root of the corrected second moment
   * @param weightDecay per unit of learning rate
   */
  public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {
    public static Settings of(double weightDecay) {
      return new Settings(0.9, 0.999, 1e-8, weightDecay);
    }
  }

  private final Settings settings;
  private final NDManager state;
  private final SortedMap<String, NDArray> first = new TreeMap<>();
  private final SortedMap<String, NDArray> second = new TreeMap<>();
  private long step;

  public AdamW(NDManager parent, Map<String, NDArray> parameters, Settings settings) {
    this.settings = settings;
    this.state = parent.newSubManager();
    parameters.forEach(
        (name, p) -> {
          first.put(name, state.zeros(p.getShape()));
          second.put(name, state.zeros(p.getShape()));
        });
  }

  /**
   * The live moments: {@code first/NAME} and {@code second/NAME} for each parameter. With the
   * number of updates they are all there is to know of an optimiser.
   */
  public Map<String, NDArray> moments() {
    Map<String, NDArray> moments = new TreeMap<>();
    first.forEach((name, m) -> moments.put("first/" + name, m));
    second.forEach((name, v) -> moments.put("second/" + name, v));
    return moments;
  }

  /** Takes the moments for those after so many updates. */
  public void goOn(long updates) {
    step = updates;
  }

  /** Begins the next update; every parameter is then updated once. */
  public void nextStep() {
    step++;
  }

  /**
   * Updates one parameter in place. The gradient's manager takes the temporaries.
   *
   * @param gradient of the parameter; not changed
   */
  public void update(String name, NDArray parameter, NDArray gradient, double learningRate) {
    NDArray m = first.get(name);
    NDArray v = second.get(name);
    m.muli(settings.beta1).addi(gradient.mul(1 - settings.beta1));
    v.muli(settings.beta2).addi(gradient.square().muli(1 - settings.beta2));
    double correction1 = 1 - Math.pow(settings.beta1, step);
    double correction2 = 1 - Math.pow(settings.beta2, step);
    NDManager temporary = gradient.getManager();
    NDArray root = v.sqrt();
    root.attach(temporary);
    NDArray update = m.div(root.divi(Math.sqrt(correction2)).addi(settings.epsilon));
    update.attach(temporary);
    if (parameter.getShape().dimension() > 1) {
      parameter.muli(1 - learningRate * settings.weightDecay);
    }
    parameter.subi(update.muli(learningRate / correction1));
  }

  @Override
  public void close() {
    state.close();
  }
}
