package io.lacuna.trainer.loop;

import io.lacuna.trainer.optim.LearningRate;

/**
 * How long and how fast to train.
 *
 * @param epochs passes over the training split at most
 * @param batchSize records per update
 * @param learningRate highest rate
 * @param warmUp share of all updates over which the rate rises
 * @param decay how it falls
 * @param weightDecay of matrices and kernels
 * @param clip joint norm that gradients are scaled down to
 * @param patience epochs without a better validation score before it ends
 */
public record LoopSettings(
    int epochs,
    int batchSize,
    double learningRate,
    double warmUp,
    LearningRate.Decay decay,
    double weightDecay,
    double clip,
    int patience) {
  public LoopSettings {
    if (decay == null || !(learningRate > 0) || !(warmUp >= 0 && warmUp < 1)) {
      throw new IllegalArgumentException(
          "decay must be COSINE or LINEAR, learningRate > 0, warmUp in [0, 1), not "
              + decay
              + ", "
              + learningRate
              + ", "
              + warmUp);
    }
    if (epochs < 0 || batchSize < 1 || patience < 1 || !(clip > 0) || !(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "epochs must be >= 0, batchSize and patience >= 1, clip > 0, weightDecay >= 0");
    }
  }
}
