package io.lacuna.trainer.calibrate;

import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.model.calibration.ConfidenceScaling;
import io.lacuna.model.calibration.ConformalBounds;
import io.lacuna.model.calibration.Scaling;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.trainer.config.CalibrationSettings;
import io.lacuna.trainer.data.TaskTarget;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Fits a calibration on answers to subjects that the adapter did not learn from.
 *
 * @param tasks in the order of the scores
 * @param talk takes what people should know of the choice that was made
 */
public record Calibrator(
    List<TaskTarget> tasks, CalibrationSettings settings, Consumer<String> talk) {
  /**
   * Fits every mask that has enough subjects.
   *
   * @param answered one entry per mask
   * @throws IllegalArgumentException if no subject has truth for the task of the confidence
   */
  public AdapterCalibration fit(List<Answered> answered, AdapterCalibration.FittedOn fittedOn) {
    return new AdapterCalibration(
        task().map(place -> confidence(answered, place)).orElse(null),
        conformal(answered),
        fittedOn);
  }

  /** Place of the task that the confidence is about. */
  Optional<Integer> task() {
    List<TaskSpec> specs = tasks.stream().map(TaskTarget::spec).toList();
    return AdapterCalibration.confidenceTask(specs).map(specs::indexOf);
  }

  private ConfidenceScaling confidence(List<Answered> answered, int place) {
    TaskTarget task = tasks.get(place);
    List<ScalingChoice.Material> masks =
        answered.stream()
            .map(
                a ->
                    new ScalingChoice.Material(
                        Statements.top(a, task, place), Statements.labels(a, task, place)))
            .toList();
    if (masks.stream().allMatch(m -> m.top().size() == 0)) {
      throw new IllegalArgumentException(
          "no validation subject has truth for task " + task.name() + ": nothing to calibrate on");
    }
    List<ScalingChoice> ways = ScalingChoice.of(masks);
    talk.accept(
        "mean negative log-likelihood on held-out validation groups, scaling fitted to "
            + ScalingChoice.describe(ways, masks));
    ScalingChoice way = ways.get(0);
    List<Statements> fitted = masks.stream().map(m -> m.of(way.fittedTo())).toList();
    SortedMap<String, Scaling> own = new TreeMap<>();
    for (int i = 0; i < fitted.size(); i++) {
      if (fitted.get(i).records() >= settings.fewest()) {
        Scaling scaling = ScalingFit.of(fitted.get(i), way.withBias());
        own.put(answered.get(i).mask().toString(), scaling);
      }
    }
    Scaling pooled = ScalingFit.of(Statements.joined(fitted), way.withBias());
    return new ConfidenceScaling(task.name(), way.fittedTo(), pooled, own);
  }

  private ConformalBounds conformal(List<Answered> answered) {
    SortedMap<String, SortedMap<String, ConformalBounds.Bound>> bounds = new TreeMap<>();
    for (int place = 0; place < tasks.size(); place++) {
      SortedMap<String, ConformalBounds.Bound> own = new TreeMap<>();
      for (Answered a : answered) {
        ConformalFit.bound(a, tasks.get(place), place, settings.level())
            .filter(bound -> bound.records() >= settings.fewest())
            .ifPresent(bound -> own.put(a.mask().toString(), bound));
      }
      bounds.put(tasks.get(place).name(), own);
    }
    return new ConformalBounds(settings.level(), bounds);
  }
}
