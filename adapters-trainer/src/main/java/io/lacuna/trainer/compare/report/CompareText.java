package io.lacuna.trainer.compare.report;

import io.lacuna.model.metric.Interval;
import io.lacuna.trainer.compare.Figures;
import io.lacuna.trainer.compare.ProtocolFigures;
import io.lacuna.trainer.compare.Report;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A comparison for people: Markdown tables, a row per method. */
public final class CompareText {
  static final String UNDEFINED = "not defined";
  private static final String NONE = "-";

  private CompareText() {}

  /** Tables and verdicts. */
  public static String of(Report report) {
    StringBuilder text = new StringBuilder();
    for (ProtocolFigures t : report.tables()) {
      text.append(table(t)).append('\n');
    }
    return text.append(methods(report)).toString();
  }

  /** A page of its own. */
  public static String markdown(Report report) {
    StringBuilder text = new StringBuilder("# Methods side by side\n\n");
    text.append("```\n" + report.command() + "\n```\n\n").append(of(report));
    text.append("\n| what | value |\n|---|---|\n");
    report.about().forEach((k, v) -> text.append("| " + k + " | " + escaped(v) + " |\n"));
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|");
  }

  private static String table(ProtocolFigures t) {
    StringBuilder text = new StringBuilder("## " + t.title() + "\n\n");
    if (t.missing() != null) {
      text.append("share of training subjects that lack modalities: " + t.missing() + "\n\n");
    }
    text.append(t.subjects() + " subjects; seeds: " + t.seeds() + ". Figures: ");
    text.append(t.seeds() > 1 ? "mean ± deviation over seeds" : "with their 95 % interval");
    text.append(". Differences: " + t.reference() + " minus the method, ");
    text.append("paired, 95 % over " + (t.overGroups() ? "groups" : "subjects") + "; ");
    text.append(t.intervals() + " of them in all; * holds for all of its table (Holm).\n\n");
    text.append(Glance.of(t));
    Verdict.of(t).forEach(s -> text.append("- " + s + "\n"));
    text.append('\n');
    for (Figures f : t.figures()) {
      String better = f.measure().higherIsBetter() ? "higher" : "lower";
      String head = f.task() + " " + f.measure().word() + " (" + better + " is better)";
      text.append(grid(t, head, f.rows(), CompareText::figure)).append('\n');
      List<Figures.Row> others = f.rows().stream().filter(r -> !r.reference()).toList();
      if (!others.isEmpty()) {
        String minus = f.task() + " " + f.measure().word() + ": " + t.reference() + " minus";
        text.append(grid(t, minus, others, CompareText::difference)).append('\n');
      }
    }
    return text.append(steps(t)).toString();
  }

  /** A row per method, a column per condition. */
  static String grid(
      ProtocolFigures t, String head, List<Figures.Row> rows, Function<Figures.Cell, String> cell) {
    StringBuilder text = new StringBuilder("| " + head + " |");
    t.conditions().forEach(c -> text.append(" `" + c + "` |"));
    text.append("\n|---|").append("---|".repeat(t.conditions().size())).append('\n');
    for (Figures.Row row : rows) {
      text.append("| " + escaped(row.method()) + " |");
      row.cells().forEach(c -> text.append(" " + (c == null ? NONE : cell.apply(c)) + " |"));
      text.append('\n');
    }
    return text.toString();
  }

  private static String figure(Figures.Cell cell) {
    Interval i = cell.mean();
    if (Double.isNaN(i.value())) {
      return UNDEFINED;
    }
    String value = String.format(Locale.ROOT, "%.3f", i.value());
    return Double.isNaN(cell.deviation())
        ? value + String.format(Locale.ROOT, " [%.3f, %.3f]", i.low(), i.high())
        : value + String.format(Locale.ROOT, " ± %.3f", cell.deviation());
  }

  private static String difference(Figures.Cell cell) {
    return cell.difference() == null ? NONE : signed(cell.difference()) + (cell.holm() ? " *" : "");
  }

  private static String signed(Interval i) {
    return Double.isNaN(i.value())
        ? UNDEFINED
        : String.format(Locale.ROOT, "%+.3f [%+.3f, %+.3f]", i.value(), i.low(), i.high());
  }

  /** What one modality more is worth to the reference. */
  private static String steps(ProtocolFigures t) {
    String rows =
        t.figures().stream()
            .flatMap(
                f ->
                    f.steps().stream()
                        .map(
                            s ->
                                "| `"
                                    + s.fewer()
                                    + "` to `"
                                    + s.more()
                                    + "` | "
                                    + f.task()
                                    + " | "
                                    + f.measure().word()
                                    + (f.measure().higherIsBetter() ? " (higher" : " (lower")
                                    + " is better) | "
                                    + signed(s.difference())
                                    + " |\n"))
            .collect(Collectors.joining());
    return rows.isEmpty()
        ? ""
        : "| one modality more | task | measure | difference |\n|---|---|---|---|\n" + rows;
  }

  private static String methods(Report report) {
    StringBuilder text = new StringBuilder();
    text.append("| method | what | trained values | processor seconds |\n");
    text.append("|---|---|---|---|\n");
    for (Report.MethodLine m : report.methods()) {
      String trained = m.trained() == 0 ? NONE : String.format(Locale.ROOT, "%,d", m.trained());
      text.append("| " + m.label() + " | " + m.what() + " | " + trained + " | ");
      text.append(String.format(Locale.ROOT, "%.1f |%n", m.seconds()));
    }
    return text.toString();
  }
}
