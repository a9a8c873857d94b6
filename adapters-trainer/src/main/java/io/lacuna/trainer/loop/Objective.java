package io.lacuna.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.trainer.optim.TaskLosses;
import io.lacuna.trainer.optim.weigh.Weighing;

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

  /** The same loss, told apart by tasks where there are some. */
  default TaskLosses losses(NDManager step, int[] records, int epoch) {
    return TaskLosses.common(loss(step, records, epoch));
  }

  /** How the losses of the tasks become one update; whoever made it closes it. */
  default Weighing weighing() {
    return Weighing.FIXED;
  }

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
