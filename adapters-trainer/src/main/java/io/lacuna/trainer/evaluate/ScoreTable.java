package io.lacuna.trainer.evaluate;

import io.lacuna.model.metric.Bootstrap;
import io.lacuna.model.metric.Interval;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Scores of several methods on the same subjects, per presence mask and task, with 95 % intervals,
 * and paired differences of the first method to each other one. A method may have several runs
 * (seeds): a figure is then the mean over runs of the measure. Not thread-safe while being filled.
 */
public final class ScoreTable {
  /** One figure. */
  public record Cell(
      PresenceMask mask, String task, Measure measure, String method, Interval interval) {}

  /** Figure of the first method under a mask minus that under a part of the mask. */
  public record Step(
      PresenceMask more, PresenceMask fewer, String task, Measure measure, Interval difference) {}

  private record Key(PresenceMask mask, int task, Measure measure, String method) {}

  private final int size;
  private final List<TaskTarget> tasks;
  private final Statistics all;
  private final List<PresenceMask> masks = new ArrayList<>();
  private final Map<Key, ToDoubleFunction<int[]>> statistics = new LinkedHashMap<>();
  private final List<Cell> cells = new ArrayList<>();
  private final List<Cell> differences = new ArrayList<>();
  private String first;

  /**
   * @param subjects that were scored
   * @param draws bootstrap draws, over groups of subjects if there are at least {@link
   *     Statistics#GROUPS}, else over subjects
   */
  public ScoreTable(List<LabelledSubject> subjects, List<TaskTarget> tasks, int draws, long seed) {
    this.size = subjects.size();
    this.tasks = List.copyOf(tasks);
    this.all = new Statistics(subjects, tasks, draws, seed);
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
      for (Measure measure : Measure.of(tasks.get(task).spec().kind())) {
        add(mask, task, measure, runs);
      }
    }
  }

  private void add(PresenceMask mask, int task, Measure measure, Map<String, List<Run>> runs) {
    String name = tasks.get(task).name();
    Bootstrap bootstrap = all.bootstrap();
    ToDoubleFunction<int[]> leading = null;
    for (Map.Entry<String, List<Run>> method : runs.entrySet()) {
      ToDoubleFunction<int[]> mean = all.mean(task, measure, method.getValue());
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
                  all.bootstrap()
                      .difference(
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
    return size;
  }

  /** Whether intervals are over groups; otherwise they are over subjects. */
  public boolean overGroups() {
    return all.overGroups();
  }
}
