package io.lacuna.trainer.compare.report;

import io.lacuna.trainer.compare.Figures;
import io.lacuna.trainer.compare.ProtocolFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a table says of its reference in words, where it does not win first of all. */
public final class Verdict {
  private Verdict() {}

  /** Whether a difference to the reference is shown, and for whom. */
  enum Shown {
    AHEAD,
    BEHIND,
    NEITHER;

    /** Of a cell that has a difference. */
    static Shown of(Figures figures, Figures.Cell cell) {
      double sign = figures.measure().higherIsBetter() ? 1 : -1;
      if (!cell.difference().excludesZero()) {
        return NEITHER;
      }
      return cell.difference().value() * sign > 0 ? AHEAD : BEHIND;
    }
  }

  /** A sentence per measure for everybody, then one per method that the reference is behind. */
  public static List<String> of(ProtocolFigures table) {
    List<String> sentences = new ArrayList<>();
    for (Figures f : table.figures()) {
      if (f.intervals() > 0) {
        sentences.add(summary(table, f));
      }
      for (Figures.Row row : f.rows()) {
        List<String> behind = conditions(table, f, row, Shown.BEHIND);
        if (!behind.isEmpty()) {
          sentences.add(
              table.reference()
                  + " is behind "
                  + row.method()
                  + " in "
                  + of(f)
                  + " under "
                  + String.join(", ", behind)
                  + ".");
        }
      }
    }
    return sentences;
  }

  private static String summary(ProtocolFigures table, Figures f) {
    int[] counts = new int[Shown.values().length];
    int holm = 0;
    for (Figures.Row row : f.rows()) {
      for (Figures.Cell cell : row.cells()) {
        if (cell != null && cell.isCompared()) {
          counts[Shown.of(f, cell).ordinal()]++;
          holm += cell.holm() ? 1 : 0;
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "%s in %s, %d comparisons: ahead in %d, behind in %d, no difference shown in %d; %d"
            + " of them hold for all %d together (Holm).",
        table.reference(),
        of(f),
        f.intervals(),
        counts[Shown.AHEAD.ordinal()],
        counts[Shown.BEHIND.ordinal()],
        counts[Shown.NEITHER.ordinal()],
        holm,
        f.intervals());
  }

  private static String of(Figures f) {
    return f.task() + " " + f.measure().word();
  }

  private static List<String> conditions(
      ProtocolFigures table, Figures f, Figures.Row row, Shown wanted) {
    List<String> names = new ArrayList<>();
    for (int c = 0; c < row.cells().size(); c++) {
      Figures.Cell cell = row.cells().get(c);
      if (cell != null && cell.isCompared() && Shown.of(f, cell) == wanted) {
        names.add(
            String.format(
                Locale.ROOT,
                "%s (%+.3f [%+.3f, %+.3f]%s)",
                table.conditions().get(c),
                cell.difference().value(),
                cell.difference().low(),
                cell.difference().high(),
                cell.holm() ? " *" : ""));
      }
    }
    return names;
  }
}
