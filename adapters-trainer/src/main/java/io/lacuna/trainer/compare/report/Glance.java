package io.lacuna.trainer.compare.report;

import io.lacuna.trainer.compare.Figures;
import io.lacuna.trainer.compare.ProtocolFigures;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Who is ahead of the reference and who behind, one small table per leading measure. */
final class Glance {
  private static final String KEY =
      "At a glance: + is better than %s and - is worse, each by an interval that leaves out 0; * holds"
          + " for all of the table (Holm).%n%n";

  private Glance() {}

  /** Tables; nothing where there is nobody to compare with. */
  static String of(ProtocolFigures table) {
    List<Figures> shown =
        table.figures().stream().filter(f -> f.intervals() > 0 && f.measure().isLeading()).toList();
    return shown.isEmpty()
        ? ""
        : String.format(Locale.ROOT, KEY, table.reference())
            + shown.stream().map(f -> grid(table, f)).collect(Collectors.joining("\n"))
            + "\n";
  }

  private static String grid(ProtocolFigures table, Figures figures) {
    String head = figures.task() + " " + figures.measure().word();
    return CompareText.grid(table, head, figures.rows(), cell -> cell(figures, cell));
  }

  private static String cell(Figures figures, Figures.Cell cell) {
    if (Double.isNaN(cell.mean().value())) {
      return CompareText.UNDEFINED;
    }
    String value = String.format(Locale.ROOT, "%.3f", cell.mean().value());
    if (!cell.isCompared()) {
      return value;
    }
    String mark =
        switch (Verdict.Shown.of(figures, cell)) {
          case AHEAD -> " -";
          case BEHIND -> " +";
          case NEITHER -> "";
        };
    return value + mark + (cell.holm() ? "*" : "");
  }
}
