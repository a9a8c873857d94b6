package io.lacuna.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** Losses of each record, and means over the records that count. */
public final class Losses {
  private Losses() {}

  /**
   * Binary cross-entropy with logits, mean over classes, in the form that never overflows: max(x,
   * 0) − x·y + log(1 + exp(−|x|)).
   *
   * @param logits (n, c)
   * @param truth (n, c), 0 or 1
   * @return (n)
   */
  public static NDArray binaryCrossEntropy(NDArray logits, NDArray truth) {
    NDArray each =
        Activation.relu(logits).sub(logits.mul(truth)).add(logits.abs().neg().exp().add(1).log());
    return each.mean(new int[] {1});
  }

  /**
   * By how much showing more makes a record's loss worse than showing less (the More-vs-Fewer
   * ranking loss of SimMLM, arXiv 2507.19264): max(0, more − fewer). The side that shows less is
   * taken as it is, so that nothing is gained by making it worse.
   *
   * @param more (n) loss with the larger set of modalities
   * @param fewer (n) loss with a part of that set
   */
  public static NDArray moreVersusFewer(NDArray more, NDArray fewer) {
    return Activation.relu(more.sub(fewer.stopGradient()));
  }

  /**
   * Squared coefficient of variation of the mean gate weights: 0 when experts are used evenly.
   *
   * @param gate (n, experts)
   * @param take (n), 0 leaves a record out
   */
  public static NDArray imbalance(NDArray gate, NDArray take) {
    NDArray use = gate.mul(take.expandDims(1)).sum(new int[] {0}).div(take.sum().maximum(1));
    NDArray average = use.mean();
    return use.sub(average).square().mean().div(average.square());
  }

  /**
   * Weighted mean over records; a weight of 0 takes a record out.
   *
   * @param each (n)
   * @param weight (n)
   */
  public static NDArray mean(NDArray each, NDArray weight) {
    return each.mul(weight).sum().div(weight.sum().maximum(1));
  }
}
