package io.lacuna.model.score;

import io.lacuna.schema.TaskKind;
import java.util.List;

/**
 * A task the model answers.
 *
 * @param name e.g. {@code findings}
 * @param kind multi-label (one probability per label) or regression (one value)
 * @param labels label of each output; one entry, the task's own name, for a regression
 * @param range from the least to the greatest possible value; 1 for probabilities
 */
public record TaskSpec(String name, TaskKind kind, List<String> labels, double range) {
  public TaskSpec {
    labels = List.copyOf(labels);
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("task " + name + " has no labels");
    }
    if (!(range > 0)) {
      throw new IllegalArgumentException("task " + name + ": range " + range + " must be above 0");
    }
  }

  /** A task whose values lie in [0, 1]. */
  public TaskSpec(String name, TaskKind kind, List<String> labels) {
    this(name, kind, labels, 1);
  }
}
