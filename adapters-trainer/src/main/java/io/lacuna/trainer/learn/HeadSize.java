package io.lacuna.trainer.learn;

import io.lacuna.trainer.data.TaskTarget;
import java.util.List;

/** Number of values of MoRA's readout and heads. */
final class HeadSize {
  private HeadSize() {}

  /**
   * Pooler k·h² + h; per task of c values 2h² + 2h, norm 4h, 2h·c + c; a vector of h for each
   * missing modality where there are such.
   *
   * @param h width of the base
   * @param k modalities read
   */
  static long of(long h, long k, List<TaskTarget> tasks, boolean missingVectors) {
    long size = k * h * h + h + (missingVectors ? k * h : 0);
    for (TaskTarget task : tasks) {
      long c = task.width();
      size += 2 * h * h + 2 * h + 4 * h + 2 * h * c + c;
    }
    return size;
  }
}
