package io.lacuna.trainer.learn;

/** A method that others are compared with and that is never served. */
public interface Baseline extends Learner {

  /**
   * How many values it trains, readout and heads included: by its sizes, without training. What is
   * there and never used does not count.
   */
  long trained(Fold fold);
}
