package io.lacuna.app.evaluate;

import io.lacuna.model.metric.Bootstrap;
import io.lacuna.model.metric.Bounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Scores runs against labels. Not thread-safe; it takes all processors while it works. */
final class Evaluator {
  private final List<Run> runs;
  private final Truth truth;
  private final Settings settings;
  private final List<Supplier<Cell>> cells = new ArrayList<>();
  private final List<Detail.Bins> reliability = new ArrayList<>();
  private final List<Detail.Confusion> confusion = new ArrayList<>();

  private Evaluator(List<Run> runs, Truth truth, Settings settings) {
    this.runs = List.copyOf(runs);
    this.truth = truth;
    this.settings = settings;
  }

  /**
   * @param runs at least one, the reference first
   * @throws EvaluationException if runs or labels do not fit each other
   */
  static Evaluation evaluate(List<Run> runs, Truth truth, Settings settings) {
    return new Evaluator(runs, truth, settings).evaluate();
  }

  private Evaluation evaluate() {
    Map<String, Long> unlabelled = new LinkedHashMap<>();
    for (Run run : runs) {
      Set<String> known = truth.subjects();
      long without = run.windows().stream().filter(w -> !known.contains(w.subject())).count();
      if (without == run.windows().size()) {
        throw new EvaluationException(
            "no subject of run '" + run.name() + "' has labels in " + truth.file());
      }
      unlabelled.put(run.name(), without);
      Set<By> groupings = new LinkedHashSet<>(List.of(By.ALL));
      groupings.addAll(settings.by());
      groupings.forEach(by -> add(run, by));
    }
    List<Cell> all = cells.parallelStream().map(Supplier::get).toList();
    return new Evaluation(runs, truth, settings, all, reliability, confusion, unlabelled);
  }

  private void add(Run run, By by) {
    Map<String, List<Row>> references =
        by == By.STATUS
            ? Row.grouped(runs.get(0), truth, by)
            : Map.of(By.ALL.word(), Row.last(runs.get(0), truth));
    Row.grouped(run, truth, by)
        .forEach(
            (scope, rows) -> {
              String wanted = by == By.STATUS ? scope : By.ALL.word();
              Map<String, Row> reference = new HashMap<>();
              if (run != runs.get(0)) {
                references.getOrDefault(wanted, List.of()).forEach(r -> reference.put(r.key(), r));
              }
              add(run, by, scope, null, rows, reference);
              run.tasks().forEach(task -> add(run, by, scope, task, rows, reference));
            });
  }

  private void add(
      Run run, By by, String scope, Task task, List<Row> scopeRows, Map<String, Row> reference) {
    List<Row> rows = Sheet.rows(scopeRows, task, truth);
    if (rows.isEmpty()) {
      return;
    }
    Sheet sheet = Sheet.of(rows, task, truth, reference, settings);
    Bootstrap bootstrap = bootstrap(sheet);
    Optional<Pair> pair = pair(rows, task, reference);
    for (Metric metric : Metric.of(task)) {
      cells.add(
          () ->
              new Cell(
                  run.name(),
                  task == null ? "" : task.name(),
                  by,
                  scope,
                  metric,
                  rows.size(),
                  bootstrap.groups(),
                  metric.possible(
                      bootstrap.with(bounds(metric)).interval(drawn -> metric.of(sheet, drawn))),
                  pair.map(
                      p ->
                          p.bootstrap
                              .with(bounds(metric))
                              .difference(
                                  drawn -> metric.of(p.ours, drawn),
                                  drawn -> metric.of(p.theirs, drawn))),
                  pair.map(p -> p.bootstrap.groups()).orElse(0)));
    }
    if (task != null && (by == By.ALL || by == By.MASK)) {
      reliability.addAll(Detail.reliability(run.name(), task, by, scope, sheet));
    }
    if (task != null && by == By.ALL) {
      confusion.add(Detail.confusion(run.name(), task, sheet));
    }
  }

  /** The same subjects in a run and in the reference. */
  private record Pair(Sheet ours, Sheet theirs, Bootstrap bootstrap) {}

  private Optional<Pair> pair(List<Row> rows, Task task, Map<String, Row> reference) {
    Set<String> there = new LinkedHashSet<>();
    Sheet.rows(List.copyOf(reference.values()), task, truth).forEach(r -> there.add(r.key()));
    List<Row> ours = rows.stream().filter(r -> there.contains(r.key())).toList();
    if (ours.isEmpty()) {
      return Optional.empty();
    }
    List<Row> theirs = ours.stream().map(r -> reference.get(r.key())).toList();
    Sheet left = Sheet.of(ours, task, truth, reference, settings);
    Sheet right = Sheet.of(theirs, task, truth, Map.of(), settings);
    return Optional.of(new Pair(left, right, bootstrap(left)));
  }

  private Bootstrap bootstrap(Sheet sheet) {
    return Bootstrap.ofGroups(sheet.groups(), settings.draws(), settings.seed());
  }

  private Bounds bounds(Metric metric) {
    return metric.risesByChance() ? Bounds.REFLECTED : settings.bounds();
  }
}
