package io.lacuna.model.score;

import java.util.List;

/**
 * Result for one observation.
 *
 * @param values one array per task in the order of {@link ScoringModel#tasks()}: the model's own
 *     probabilities for multi-label tasks, the value in the task's unit for regressions
 * @param confidence probability of the top label of the first multi-label task, calibrated where
 *     the adapter has a calibration; null without such a task, and where the values are the prior
 *     because the observation has no modality
 * @param calibrated whether the confidence was calibrated for the observation's presence mask
 * @param sets at most one per task; none where the adapter has no bound for the presence mask
 */
public record Scores(
    List<float[]> values, Float confidence, boolean calibrated, List<ConformalSet> sets) {
  public Scores {
    sets = List.copyOf(sets);
  }

  /** Without conformal sets. */
  public Scores(List<float[]> values, Float confidence, boolean calibrated) {
    this(values, confidence, calibrated, List.of());
  }
}
