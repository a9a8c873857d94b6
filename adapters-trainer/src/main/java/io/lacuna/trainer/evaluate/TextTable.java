package io.lacuna.trainer.evaluate;

import io.lacuna.model.metric.Interval;
import io.lacuna.model.modality.PresenceMask;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

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
    List<ScoreTable.Cell> cells =
        Stream.concat(table.cells().stream(), table.differences().stream())
            .filter(c -> c.task().equals(task) && c.measure() == measure)
            .toList();
    List<String> columns = cells.stream().map(ScoreTable.Cell::method).distinct().toList();
    String better = measure.higherIsBetter() ? "higher" : "lower";
    StringBuilder text = new StringBuilder();
    text.append("| " + task + " " + measure.word() + " (" + better + " is better) |");
    columns.forEach(c -> text.append(" " + c + " |"));
    text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    cells.stream()
        .map(ScoreTable.Cell::mask)
        .distinct()
        .forEach(mask -> text.append(row(cells, columns, mask)));
    return text.toString();
  }

  /** What one modality more is worth to the first method, per task. */
  public static String steps(ScoreTable table) {
    StringBuilder text = new StringBuilder();
    text.append("| one modality more | task | measure | difference |\n|---|---|---|---|\n");
    for (ScoreTable.Step s : table.steps()) {
      String pair = "| `" + s.fewer() + "` to `" + s.more() + "` | ";
      String better = s.measure().higherIsBetter() ? "higher" : "lower";
      String measure = s.task() + " | " + s.measure().word() + " (" + better + " is better) | ";
      text.append(pair).append(measure).append(figure(s.difference(), " - ")).append(" |\n");
    }
    return text.toString();
  }

  private static String row(List<ScoreTable.Cell> cells, List<String> columns, PresenceMask mask) {
    StringBuilder text = new StringBuilder("| `" + mask + "` |");
    for (String column : columns) {
      cells.stream()
          .filter(c -> c.mask().equals(mask) && c.method().equals(column))
          .forEach(c -> text.append(' ').append(figure(c.interval(), column)).append(" |"));
    }
    return text.append('\n').toString();
  }

  private static String figure(Interval i, String column) {
    String form = column.contains(" - ") ? "%+.3f [%+.3f, %+.3f]" : "%.3f [%.3f, %.3f]";
    return Double.isNaN(i.value())
        ? "not defined"
        : String.format(Locale.ROOT, form, i.value(), i.low(), i.high());
  }
}
