package io.lacuna.model.score;

import io.lacuna.schema.TaskKind;
import java.util.List;

/**
 * A task the model answers.
 *
 * @param name e.g. {@code findings}
 * @param kind multi-label (one probability per label) or regression (one value)
 * @param labels label of each output; one entry, the task's own name, for a regression
 */
public record TaskSpec(String name, TaskKind kind, List<String> labels) {
  public TaskSpec {
    labels = List.copyOf(labels);
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("task " + name + " has no labels");
    }
  }
}
