package io.lacuna.trainer.optim;

/**
 * Learning rate per step: a linear rise over the first steps, then a fall to zero at the end.
 *
 * @param peak highest rate
 * @param warmUpShare share of all steps over which it rises
 * @param decay how it falls
 * @param steps number of steps of the whole training
 */
public record LearningRate(double peak, double warmUpShare, Decay decay, int steps) {

  /** Form of the fall. */
  public enum Decay {
    COSINE,
    LINEAR
  }

  public LearningRate {
    if (!(peak > 0) || !(warmUpShare >= 0 && warmUpShare < 1) || steps < 1) {
      throw new IllegalArgumentException(
          "learning rate "
              + peak
              + " must be > 0, warm-up "
              + warmUpShare
              + " in [0, 1), steps "
              + steps
              + " >= 1");
    }
  }

  /**
   * @param step from 0
   */
  public double at(int step) {
    double warmUp = warmUpShare * steps;
    if (step < warmUp) {
      return peak * (step + 1) / (warmUp + 1);
    }
    double done = Math.min(1, (step - warmUp) / (steps - warmUp));
    return peak * (decay == Decay.LINEAR ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2);
  }
}
