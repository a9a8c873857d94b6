package io.lacuna.app.evaluate;

import io.lacuna.model.metric.Bootstrap;
import io.lacuna.model.metric.Bounds;
import io.lacuna.model.metric.Interval;
import io.lacuna.schema.Prediction;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Scores of the last revision of each observation against the truth, per presence mask, with 95 %
 * intervals; the prior says the same of every subject, whatever the evidence.
 */
public final class PresenceScores {
  private static final int DRAWS = 1000;
  private static final Settings SETTINGS =
      new Settings(List.of(), 0.5, 0, DRAWS, 1, Bounds.PERCENTILE);

  private PresenceScores() {}

  /**
   * Presence letters → metric → value; masks with the most modalities first.
   *
   * @throws IOException if two predictions disagree on a task
   */
  public static Map<String, Map<String, Object>> of(Collection<Prediction> latest, Truth truth)
      throws IOException {
    Run run = RunReader.of("latest", latest);
    Map<String, Map<String, Object>> scores = new LinkedHashMap<>();
    Row.grouped(run, truth, By.MASK)
        .forEach((mask, rows) -> scores.put(mask, ofMask(rows, run.tasks(), truth)));
    return scores;
  }

  private static Map<String, Object> ofMask(List<Row> rows, List<Task> tasks, Truth truth) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("count", rows.size());
    for (Task task : tasks) {
      List<Row> scored = Sheet.rows(rows, task, truth);
      if (scored.size() > 1) {
        Sheet sheet = Sheet.of(scored, task, truth, Map.of(), SETTINGS);
        Sheet prior = sheet.saying(truth.prior(task.name()));
        if (Metric.of(task).contains(Metric.AVERAGE_PRECISION)) {
          String prefix = tasks.size() > 1 ? task.name() : "";
          interval(row, name(prefix, "map"), Metric.AVERAGE_PRECISION, sheet);
          row.put(name(prefix, "priorMap"), all(Metric.AVERAGE_PRECISION, prior));
          row.put(name(prefix, "macroF1"), all(Metric.MACRO_F1, sheet));
        } else {
          interval(row, name(task.name(), "corr"), Metric.CORRELATION, sheet);
          row.put(name(task.name(), "mae"), all(Metric.MAE, sheet));
          row.put(name(task.name(), "priorMae"), all(Metric.MAE, prior));
        }
      }
    }
    return row;
  }

  private static void interval(Map<String, Object> row, String name, Metric metric, Sheet sheet) {
    Interval i =
        Bootstrap.ofGroups(sheet.groups(), SETTINGS.draws(), SETTINGS.seed())
            .with(SETTINGS.bounds())
            .interval(drawn -> metric.of(sheet, drawn));
    row.put(name, i.value());
    row.put(name + "Interval", new double[] {i.low(), i.high()});
  }

  private static double all(Metric metric, Sheet sheet) {
    return metric.of(sheet, IntStream.range(0, sheet.size()).toArray());
  }

  private static String name(String task, String metric) {
    return task.isEmpty()
        ? metric
        : task + Character.toUpperCase(metric.charAt(0)) + metric.substring(1);
  }
}
