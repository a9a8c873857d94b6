package io.lacuna.model.score;

import java.util.List;

/**
 * What holds the truth of a task, on average over cases with the same presence mask that are like
 * those it was fitted on.
 *
 * @param task the task
 * @param level share of a case's true labels that are inside on average, or of the cases whose
 *     value is, in (0, 1)
 * @param labels multi-label: the labels inside; may be empty. Empty for a regression
 * @param low regression: lower end, in the task's unit; null for multi-label
 * @param high regression: upper end
 */
public record ConformalSet(String task, double level, List<String> labels, Float low, Float high) {
  public ConformalSet {
    labels = List.copyOf(labels);
  }
}
