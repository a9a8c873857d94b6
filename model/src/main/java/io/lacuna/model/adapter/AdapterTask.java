package io.lacuna.model.adapter;

import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.TaskKind;
import java.util.List;

/**
 * A task that an adapter answers.
 *
 * @param name e.g. {@code findings}
 * @param kind multi-label or regression
 * @param labels label of each output
 * @param prior what is said without any evidence: share of each label in the training split, or the
 *     training median of a regression
 * @param min smallest value of a regression in its own unit; 0 for multi-label
 * @param max largest value of a regression; 1 for multi-label
 */
public record AdapterTask(
    String name, TaskKind kind, List<String> labels, List<Double> prior, double min, double max) {
  public AdapterTask {
    labels = List.copyOf(labels);
    prior = List.copyOf(prior);
    if (labels.isEmpty() || labels.size() != prior.size() || !(min < max)) {
      throw new IllegalArgumentException(
          "task "
              + name
              + ": "
              + labels.size()
              + " labels and "
              + prior.size()
              + " priors must be equally many and not none, min "
              + min
              + " below max "
              + max);
    }
    for (double p : prior) {
      if (!(p >= min && p <= max)) {
        throw new IllegalArgumentException(
            "task " + name + ": prior " + p + " must be in [" + min + ", " + max + "]");
      }
    }
  }

  public TaskSpec spec() {
    return new TaskSpec(name, kind, labels);
  }
}
