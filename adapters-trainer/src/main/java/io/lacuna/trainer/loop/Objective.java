package io.lacuna.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** What is trained: a loss over training records and a score on validation records. */
public interface Objective {

  /** Number of training records. */
  int size();

  /**
   * Loss of a batch, made on the manager of the step.
   *
   * @param records positions in the training split
   * @param epoch from 0
   */
  NDArray loss(NDManager step, int[] records, int epoch);

  /** Score on the validation split; higher is better. */
  double validate();
}
