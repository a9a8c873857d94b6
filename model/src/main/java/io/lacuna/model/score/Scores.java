package io.lacuna.model.score;

import java.util.List;

/**
 * Result for one observation.
 *
 * @param values one array per task in the order of {@link ScoringModel#tasks()}: probabilities for
 *     multi-label tasks, the value in the task's unit for regressions
 * @param confidence probability of the top label of the first multi-label task; null without such a
 *     task, and where the values are the prior because the observation has no modality
 * @param calibrated whether the confidence was calibrated for the observation's presence mask
 */
public record Scores(List<float[]> values, Float confidence, boolean calibrated) {}
