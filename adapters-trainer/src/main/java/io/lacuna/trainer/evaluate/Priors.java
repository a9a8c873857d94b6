package io.lacuna.trainer.evaluate;

import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one would say without any evidence: label shares and medians of a split. */
public final class Priors {
  private Priors() {}

  /** Share of each label, or the median of a regression (which has the least absolute error). */
  public static List<Double> of(TaskTarget task, List<LabelledSubject> subjects) {
    double[][] rows = Truth.of(task, subjects).rows();
    if (task.spec().kind() == TaskKind.REGRESSION) {
      double[] sorted = Arrays.stream(rows).mapToDouble(r -> r[0]).sorted().toArray();
      return List.of(sorted[sorted.length / 2]);
    }
    List<Double> shares = new ArrayList<>();
    for (int c = 0; c < task.width(); c++) {
      int label = c;
      shares.add(Arrays.stream(rows).mapToDouble(r -> r[label]).average().orElse(0));
    }
    return shares;
  }
}
