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
  /** A label that never occurred, or always, is not put infinitely far out. */
  private static final double RAREST = 1e-3;

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

  /** What a head must put out to say the prior: log-odds of labels, the value of a regression. */
  float[] priorOutput() {
    float[] output = new float[prior.size()];
    for (int c = 0; c < output.length; c++) {
      double p = prior.get(c);
      if (kind == TaskKind.MULTILABEL) {
        double within = Math.max(RAREST, Math.min(1 - RAREST, p));
        output[c] = (float) Math.log(within / (1 - within));
      } else {
        output[c] = (float) p;
      }
    }
    return output;
  }

  public TaskSpec spec() {
    return new TaskSpec(name, kind, labels, max - min);
  }
}
