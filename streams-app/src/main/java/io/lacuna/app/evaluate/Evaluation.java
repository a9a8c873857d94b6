package io.lacuna.app.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was found out about one or several runs.
 *
 * @param runs the first is the reference, the last names what is judged
 * @param unlabelled windows of each run whose subject has no labels, by run; they are left out
 */
record Evaluation(
    List<Run> runs,
    Truth truth,
    Settings settings,
    List<Cell> cells,
    List<Detail.Bins> reliability,
    List<Detail.Confusion> confusion,
    Map<String, Long> unlabelled) {

  Run reference() {
    return runs.get(0);
  }

  /**
   * The runs an evaluation is about: those of the last run's adapters, so that a candidate is
   * judged and not the adapter that it is compared with.
   */
  List<Run> judged() {
    Set<String> wanted = runs.get(runs.size() - 1).adapters().keySet();
    return runs.stream().filter(r -> r.adapters().keySet().equals(wanted)).toList();
  }

  /** Digest → id of the adapters the evaluation is about. */
  Map<String, String> judgedAdapters() {
    Map<String, String> adapters = new TreeMap<>();
    judged().forEach(r -> adapters.putAll(r.adapters()));
    return adapters;
  }

  /** All tasks of all runs. */
  List<Task> tasks() {
    return runs.stream().flatMap(r -> r.tasks().stream()).distinct().toList();
  }

  Optional<Cell> cell(String run, String task, By by, String scope, Metric metric) {
    return cells.stream()
        .filter(c -> c.run().equals(run) && c.task().equals(task) && c.metric() == metric)
        .filter(c -> c.by() == by && c.scope().equals(scope))
        .findFirst();
  }

  /** The one figure that stands for a task: macro F1, or the mean absolute error. */
  static Metric leading(Task task) {
    return Metric.of(task).contains(Metric.MACRO_F1) ? Metric.MACRO_F1 : Metric.MAE;
  }
}
