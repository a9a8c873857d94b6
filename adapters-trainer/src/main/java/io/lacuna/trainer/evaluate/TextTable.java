package io.lacuna.trainer.evaluate;

import io.lacuna.model.metric.Interval;
import io.lacuna.model.modality.PresenceMask;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A score table for people: one Markdown table per task and measure, a row per presence mask. */
public final class TextTable {
  private TextTable() {}

  /** All measures of all tasks. */
  public static String of(ScoreTable table) {
    Set<String> heads = new LinkedHashSet<>();
    StringBuilder text = new StringBuilder();
    for (ScoreTable.Cell c : table.cells()) {
      if (heads.add(c.task() + c.measure())) {
        text.append(of(table, c.task(), c.measure())).append('\n');
      }
    }
    return text.toString();
  }

  /** One measure of one task. */
  public static String of(ScoreTable table, String task, Measure measure) {
    List<ScoreTable.Cell> cells = select(table.cells(), task, measure);
    List<ScoreTable.Cell> differences = select(table.differences(), task, measure);
    List<String> columns =
        new ArrayList<>(cells.stream().map(ScoreTable.Cell::method).distinct().toList());
    differences.stream().map(ScoreTable.Cell::method).distinct().forEach(columns::add);
    String better = measure.higherIsBetter() ? "higher" : "lower";
    StringBuilder text = new StringBuilder();
    text.append("| " + task + " " + measure.word() + " (" + better + " is better) |");
    columns.forEach(c -> text.append(" " + c + " |"));
    text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    Set<PresenceMask> masks =
        cells.stream()
            .map(ScoreTable.Cell::mask)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<ScoreTable.Cell> all = new ArrayList<>(cells);
    all.addAll(differences);
    for (PresenceMask mask : masks) {
      text.append("| `" + mask + "` |");
      for (String column : columns) {
        Interval i =
            all.stream()
                .filter(c -> c.mask().equals(mask) && c.method().equals(column))
                .map(ScoreTable.Cell::interval)
                .findFirst()
                .orElseThrow();
        text.append(' ').append(figure(i, column.contains(" - "))).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static List<ScoreTable.Cell> select(
      List<ScoreTable.Cell> cells, String task, Measure measure) {
    return cells.stream().filter(c -> c.task().equals(task) && c.measure() == measure).toList();
  }

  private static String figure(Interval i, boolean signed) {
    String form = signed ? "%+.3f [%+.3f, %+.3f]" : "%.3f [%.3f, %.3f]";
    return Double.isNaN(i.value())
        ? "not defined"
        : String.format(Locale.ROOT, form, i.value(), i.low(), i.high());
  }
}
