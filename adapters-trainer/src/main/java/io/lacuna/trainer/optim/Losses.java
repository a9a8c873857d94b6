package io.lacuna.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** Losses over the records that have a truth. A weight of 0 takes a record out of the mean. */
public final class Losses {
  private Losses() {}

  /**
   * Binary cross-entropy with logits, mean over classes and weighted mean over records, in the form
   * that never overflows: max(x, 0) − x·y + log(1 + exp(−|x|)).
   *
   * @param logits (n, c)
   * @param truth (n, c), 0 or 1
   * @param weight (n)
   */
  public static NDArray binaryCrossEntropy(NDArray logits, NDArray truth, NDArray weight) {
    NDArray each =
        Activation.relu(logits).sub(logits.mul(truth)).add(logits.abs().neg().exp().add(1).log());
    return mean(each.mean(new int[] {1}), weight);
  }

  /**
   * Absolute error, weighted mean over records.
   *
   * @param value (n)
   * @param truth (n)
   * @param weight (n)
   */
  public static NDArray absolute(NDArray value, NDArray truth, NDArray weight) {
    return mean(value.sub(truth).abs(), weight);
  }

  /** Squared coefficient of variation of the mean gate weights: 0 when experts are used evenly. */
  public static NDArray imbalance(NDArray gate) {
    NDArray use = gate.mean(new int[] {0});
    NDArray average = use.mean();
    return use.sub(average).square().mean().div(average.square());
  }

  private static NDArray mean(NDArray each, NDArray weight) {
    return each.mul(weight).sum().div(weight.sum().maximum(1));
  }
}
