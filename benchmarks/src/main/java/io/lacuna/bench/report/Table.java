package io.lacuna.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of a report.
 *
 * @param columns names, each with its unit
 * @param rows cells: strings and numbers; null where there is nothing to say
 */
public record Table(String title, List<String> columns, List<List<Object>> rows) {

  public Table(String title, String... columns) {
    this(title, List.of(columns), new ArrayList<>());
  }

  public void row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + columns.size() + " columns");
    }
    List<Object> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell);
    }
    rows.add(row);
  }

  /** As Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder("**" + title + "**\n\n");
    line(text, columns);
    line(text, columns.stream().map(c -> "---").toList());
    rows.forEach(row -> line(text, row.stream().map(Table::text).toList()));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String text(Object cell) {
    if (cell == null) {
      return "";
    }
    if (cell instanceof Double d) {
      return String.format(Locale.ROOT, Math.abs(d) < 100 ? "%.2f" : "%,.0f", d);
    }
    return cell instanceof Number n ? String.format(Locale.ROOT, "%,d", n) : cell.toString();
  }
}
