package io.lacuna.trainer.evaluate;

import io.lacuna.model.metric.Bootstrap;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Measures as statistics of drawn subjects, and the bootstrap that draws them. Measures of order
 * (correlation, average precision, AUROC) of a cross-validated run are the mean over its parts: the
 * answers of one fold's model cannot be ranked against another's. Immutable and thread-safe.
 */
public final class Statistics {
  /** From so many groups on, intervals are over groups. */
  public static final int GROUPS = 20;

  private final int subjects;
  private final List<Truth> truths;
  private final Bootstrap bootstrap;
  private final boolean overGroups;

  /**
   * @param subjects that were scored
   * @param draws bootstrap draws, over groups of subjects if there are at least {@link #GROUPS},
   *     else over subjects
   */
  public Statistics(List<LabelledSubject> subjects, List<TaskTarget> tasks, int draws, long seed) {
    this.subjects = subjects.size();
    this.truths = tasks.stream().map(t -> Truth.of(t, subjects)).toList();
    List<String> groups = subjects.stream().map(LabelledSubject::group).toList();
    this.overGroups = groups.stream().distinct().count() >= GROUPS;
    this.bootstrap =
        overGroups
            ? Bootstrap.ofGroups(groups, draws, seed)
            : Bootstrap.ofRecords(subjects.size(), draws, seed);
  }

  public Bootstrap bootstrap() {
    return bootstrap;
  }

  /** Whether intervals are over groups; otherwise they are over subjects. */
  public boolean overGroups() {
    return overGroups;
  }

  /** The mean of a measure over runs (seeds), never the measure of mean answers. */
  public ToDoubleFunction<int[]> mean(int task, Measure measure, List<Run> runs) {
    List<ToDoubleFunction<int[]>> each = new ArrayList<>();
    runs.forEach(run -> each.add(of(task, measure, run)));
    return drawn -> each.stream().mapToDouble(s -> s.applyAsDouble(drawn)).average().orElseThrow();
  }

  /** The measure on drawn subjects; those without truth for the task are passed over. */
  public ToDoubleFunction<int[]> of(int task, Measure measure, Run run) {
    Truth truth = truths.get(task);
    double[][] scored = truth.scores(run.scores(), task);
    int[] rowOf = new int[subjects];
    Arrays.fill(rowOf, -1);
    for (int i = 0; i < truth.at().length; i++) {
      rowOf[truth.at()[i]] = i;
    }
    int parts = measure.isOfOrder() ? run.parts() : 1;
    return drawn -> {
      double sum = 0;
      for (int part = 0; part < parts; part++) {
        int[] rows = new int[drawn.length];
        int count = 0;
        for (int i : drawn) {
          if (rowOf[i] >= 0 && (parts == 1 || run.part()[i] == part)) {
            rows[count++] = rowOf[i];
          }
        }
        rows = Arrays.copyOf(rows, count);
        sum += measure.of(at(scored, rows), at(truth.rows(), rows));
      }
      return sum / parts;
    };
  }

  private static double[][] at(double[][] all, int[] rows) {
    double[][] some = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      some[i] = all[rows[i]];
    }
    return some;
  }
}
