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

  /**
   * A number by which records are put together: batches of records with near numbers have little
   * padding. Nothing but speed hangs on it.
   */
  default long likeness(int record, int epoch) {
    return 0;
  }

  /** Score on the validation split; higher is better. */
  double validate();
}
