package io.lacuna.model.score;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.model.calibration.ConfidenceScaling;
import io.lacuna.model.calibration.ConformalBounds.Bound;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts confidence and conformal sets beside the raw values of an observation. */
final class CalibratedScores {
  private CalibratedScores() {}

  /**
   * @param mask what the adapter saw
   * @param values one array per task; they are passed on untouched
   */
  static Scores of(Adapter adapter, PresenceMask mask, List<float[]> values) {
    Optional<AdapterCalibration> calibration = adapter.calibration();
    Float top = top(adapter.config().tasks(), values);
    Optional<ConfidenceScaling> scaling = calibration.map(AdapterCalibration::confidence);
    if (top == null || scaling.isEmpty()) {
      return new Scores(values, top, false, sets(adapter, mask, values));
    }
    float confidence = (float) scaling.get().of(mask).apply(top);
    boolean own = scaling.get().isFitted(mask);
    return new Scores(values, confidence, own, sets(adapter, mask, values));
  }

  /** Raw probability of the top label; null without one, or if it is not finite. */
  private static Float top(List<AdapterTask> tasks, List<float[]> values) {
    for (int task = 0; task < tasks.size(); task++) {
      if (tasks.get(task).kind() == TaskKind.MULTILABEL) {
        float top = Float.NEGATIVE_INFINITY;
        for (float probability : values.get(task)) {
          top = Math.max(top, probability);
        }
        return Float.isFinite(top) ? top : null;
      }
    }
    return null;
  }

  private static List<ConformalSet> sets(Adapter adapter, PresenceMask mask, List<float[]> values) {
    if (adapter.calibration().isEmpty()) {
      return List.of();
    }
    var bounds = adapter.calibration().get().conformal();
    List<AdapterTask> tasks = adapter.config().tasks();
    List<ConformalSet> sets = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      AdapterTask task = tasks.get(i);
      float[] own = values.get(i);
      bounds
          .of(task.name(), mask)
          .ifPresent(bound -> sets.add(set(task, own, bounds.level(), bound)));
    }
    return sets;
  }

  private static ConformalSet set(AdapterTask task, float[] values, double level, Bound bound) {
    if (task.kind() == TaskKind.REGRESSION) {
      float low = (float) Math.max(task.min(), values[0] - bound.limit());
      float high = (float) Math.min(task.max(), values[0] + bound.limit());
      return new ConformalSet(task.name(), level, List.of(), low, high);
    }
    List<String> labels = new ArrayList<>();
    for (int c = 0; c < values.length; c++) {
      if (values[c] >= bound.limit()) {
        labels.add(task.labels().get(c));
      }
    }
    return new ConformalSet(task.name(), level, labels, null, null);
  }
}
