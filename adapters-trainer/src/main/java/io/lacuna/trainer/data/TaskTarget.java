package io.lacuna.trainer.data;

import io.lacuna.model.score.TaskSpec;

/**
 * A task of a data set.
 *
 * @param spec name, kind and labels
 * @param min smallest value of a regression, in its own unit; 0 for multi-label tasks
 * @param max largest value of a regression; 1 for multi-label tasks
 */
public record TaskTarget(TaskSpec spec, double min, double max) {
  public String name() {
    return spec.name();
  }

  /** How many numbers a label of this task has. */
  public int width() {
    return spec.labels().size();
  }
}
