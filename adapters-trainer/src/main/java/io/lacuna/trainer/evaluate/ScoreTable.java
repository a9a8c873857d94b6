package io.lacuna.trainer.evaluate;

import io.lacuna.model.metric.Bootstrap;
import io.lacuna.model.metric.Interval;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Scores of several methods on the same subjects, per presence mask and task, with 95 % intervals,
 * and paired differences of the first method to each other one. A method may have several runs
 * (seeds): a figure is then the mean over runs of the measure, never the measure of mean answers.
 * Measures of order (correlation, average precision, AUROC) of a cross-validated run are the mean
 * over its parts: the answers of one fold's model cannot be ranked against another's. Not
 * thread-safe while being filled.
 */
public final class ScoreTable {
  /** From so many groups on, intervals are over groups. */
  public static final int GROUPS = 20;

  /** One figure. */
  public record Cell(
      PresenceMask mask, String task, Measure measure, String method, Interval interval) {}

  /** Figure of the first method under a mask minus that under a part of the mask. */
  public record Step(
      PresenceMask more, PresenceMask fewer, String task, Measure measure, Interval difference) {}

  private record Key(PresenceMask mask, int task, Measure measure, String method) {}

  private final List<LabelledSubject> subjects;
  private final List<TaskTarget> tasks;
  private final Bootstrap bootstrap;
  private final boolean overGroups;
  private final List<PresenceMask> masks = new ArrayList<>();
  private final Map<Key, ToDoubleFunction<int[]>> statistics = new LinkedHashMap<>();
  private final List<Cell> cells = new ArrayList<>();
  private final List<Cell> differences = new ArrayList<>();
  private String first;

  /**
   * @param subjects that were scored
   * @param draws bootstrap draws, over groups of subjects if there are at least {@link #GROUPS},
   *     else over subjects
   */
  public ScoreTable(List<LabelledSubject> subjects, List<TaskTarget> tasks, int draws, long seed) {
    this.subjects = List.copyOf(subjects);
    this.tasks = List.copyOf(tasks);
    List<String> groups = subjects.stream().map(LabelledSubject::group).toList();
    this.overGroups = groups.stream().distinct().count() >= GROUPS;
    this.bootstrap =
        overGroups
            ? Bootstrap.ofGroups(groups, draws, seed)
            : Bootstrap.ofRecords(subjects.size(), draws, seed);
  }

  /**
   * Adds what the methods say under a mask.
   *
   * @param runs per method
   */
  public void add(PresenceMask mask, LinkedHashMap<String, List<Run>> runs) {
    masks.add(mask);
    first = runs.keySet().iterator().next();
    for (int task = 0; task < tasks.size(); task++) {
      Truth truth = Truth.of(tasks.get(task), subjects);
      for (Measure measure : Measure.of(tasks.get(task).spec().kind())) {
        add(mask, task, truth, measure, runs);
      }
    }
  }

  private void add(
      PresenceMask mask, int task, Truth truth, Measure measure, Map<String, List<Run>> runs) {
    String name = truth.task().name();
    ToDoubleFunction<int[]> leading = null;
    for (Map.Entry<String, List<Run>> method : runs.entrySet()) {
      List<ToDoubleFunction<int[]>> each = new ArrayList<>();
      for (Run run : method.getValue()) {
        each.add(statistic(measure, truth.scores(run.scores(), task), truth, run));
      }
      ToDoubleFunction<int[]> mean =
          drawn -> each.stream().mapToDouble(s -> s.applyAsDouble(drawn)).average().orElseThrow();
      statistics.put(new Key(mask, task, measure, method.getKey()), mean);
      cells.add(new Cell(mask, name, measure, method.getKey(), bootstrap.interval(mean)));
      if (leading == null) {
        leading = mean;
      } else {
        String pair = first + " - " + method.getKey();
        differences.add(new Cell(mask, name, measure, pair, bootstrap.difference(leading, mean)));
      }
    }
  }

  /** The measure on drawn subjects; those without truth for the task are passed over. */
  private ToDoubleFunction<int[]> statistic(
      Measure measure, double[][] scored, Truth truth, Run run) {
    int[] rowOf = new int[subjects.size()];
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

  public List<Cell> cells() {
    return List.copyOf(cells);
  }

  /** Paired differences of the first method to the others. */
  public List<Cell> differences() {
    return List.copyOf(differences);
  }

  /**
   * What one modality more is worth to the first method: every pair of masks of which one has one
   * modality more, by the leading measures of each task.
   */
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int task = 0; task < tasks.size(); task++) {
      for (Measure measure : Measure.leading(tasks.get(task).spec().kind())) {
        for (PresenceMask more : masks) {
          for (PresenceMask fewer : masks) {
            if (more.count() == fewer.count() + 1 && (fewer.bits() & ~more.bits()) == 0) {
              Interval difference =
                  bootstrap.difference(
                      statistics.get(new Key(more, task, measure, first)),
                      statistics.get(new Key(fewer, task, measure, first)));
              steps.add(new Step(more, fewer, tasks.get(task).name(), measure, difference));
            }
          }
        }
      }
    }
    return steps;
  }

  /** The figure of one cell. */
  public Interval get(PresenceMask mask, String task, Measure measure, String method) {
    return cells.stream()
        .filter(c -> c.mask().equals(mask) && c.task().equals(task))
        .filter(c -> c.measure() == measure && c.method().equals(method))
        .map(Cell::interval)
        .findFirst()
        .orElseThrow();
  }

  /** Number of subjects. */
  public int size() {
    return subjects.size();
  }

  /** Whether intervals are over groups; otherwise they are over subjects. */
  public boolean overGroups() {
    return overGroups;
  }
}
