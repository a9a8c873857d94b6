package io.lacuna.app.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An evaluation as Markdown for a pull request or a terminal. */
final class MarkdownReport {
  private static final List<Metric> OF_LABELS =
      List.of(Metric.MACRO_F1, Metric.AUROC, Metric.AVERAGE_PRECISION, Metric.ECE);
  private static final List<Metric> OF_VALUE =
      List.of(Metric.MAE, Metric.CORRELATION, Metric.HAS0_ACCURACY, Metric.NON0_F1);
  private static final List<Metric> OF_SERVICE =
      List.of(Metric.COVERAGE, Metric.DECIDED, Metric.WAIT_P50, Metric.WAIT_P95);

  private MarkdownReport() {}

  static String of(Evaluation e, List<Requirement.Outcome> outcomes, String command) {
    StringBuilder s = new StringBuilder();
    String about = String.join(", ", e.judgedAdapters().values());
    s.append("## Evaluation of ").append(about).append("\n\n");
    s.append(Verdict.of(e, outcomes)).append("\n\n");
    if (!outcomes.isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      for (Requirement.Outcome o : outcomes) {
        rows.add(
            List.of(
                "`" + o.requirement().text() + "`",
                o.passed() ? "✓ holds" : "✕ **FAILED**",
                Verdict.figure(o.requirement().interval(o.cell())),
                o.cell().run()));
      }
      table(s, List.of("requirement", "", "found [95 %]", "run"), rows);
    }
    runs(s, e);
    for (Task task : e.tasks()) {
      s.append("### ").append(task.name()).append("\n\n");
      List<Metric> metrics = Metric.of(task).contains(Metric.MAE) ? OF_VALUE : OF_LABELS;
      scores(s, e, task.name(), metrics);
    }
    return s.append(making(e, command)).toString();
  }

  private static void runs(StringBuilder s, Evaluation e) {
    List<List<String>> rows = new ArrayList<>();
    for (Run run : e.runs()) {
      List<String> row = new ArrayList<>();
      row.add(run.name() + (run == e.reference() && e.runs().size() > 1 ? " (reference)" : ""));
      row.add(String.format(Locale.ROOT, "%.1f %%", 100 * run.missingRate()));
      row.add(Integer.toString(run.windows().size()));
      OF_SERVICE.forEach(
          m ->
              row.add(
                  e.cell(run.name(), "", By.ALL, "all", m).map(MarkdownReport::text).orElse("")));
      rows.add(row);
    }
    table(s, heads(List.of("run", "missing rate", "windows"), OF_SERVICE), rows);
  }

  private static void scores(StringBuilder s, Evaluation e, String task, List<Metric> metrics) {
    List<List<String>> rows = new ArrayList<>();
    e.cells().stream()
        .filter(c -> c.task().equals(task) && c.metric() == metrics.get(0))
        .forEach(
            first -> {
              List<String> row = new ArrayList<>();
              row.add(
                  first.by() == By.ALL ? "all" : first.by().word() + " `" + first.scope() + "`");
              row.add(first.run());
              row.add(first.count() + (first.isOfFew() ? " (few)" : ""));
              metrics.forEach(
                  m ->
                      row.add(
                          e.cell(first.run(), task, first.by(), first.scope(), m)
                              .map(MarkdownReport::text)
                              .orElse("")));
              rows.add(row);
            });
    table(s, heads(List.of("of", "run", "answers"), metrics), rows);
  }

  private static String text(Cell c) {
    String delta =
        c.delta()
            .filter(d -> !Double.isNaN(d.value()))
            .map(d -> " Δ " + Verdict.figure(d) + mark(c.verdict()))
            .orElse("");
    return Verdict.figure(c.interval()) + delta;
  }

  private static String mark(int verdict) {
    return verdict > 0 ? " ▲ better" : verdict < 0 ? " ▼ worse" : "";
  }

  private static List<String> heads(List<String> first, List<Metric> metrics) {
    List<String> heads = new ArrayList<>(first);
    metrics.forEach(m -> heads.add(m.title()));
    return heads;
  }

  private static void table(StringBuilder s, List<String> heads, List<List<String>> rows) {
    line(s, heads);
    line(s, heads.stream().map(h -> "---").toList());
    rows.forEach(row -> line(s, row));
    s.append('\n');
  }

  private static void line(StringBuilder s, List<String> cells) {
    s.append(
        cells.stream()
            .map(c -> c.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  private static String making(Evaluation e, String command) {
    StringBuilder s = new StringBuilder("`" + command + "`\n\n");
    s.append("Labels: ").append(e.truth().file()).append(", SHA-256 ").append(e.truth().sha256());
    for (Run run : e.runs()) {
      s.append("\n* ").append(run.name()).append(": `").append(run.about().command());
      s.append("`, predictions ").append(run.about().predictionsSha256());
      run.adapters().forEach((digest, id) -> s.append(", ").append(id).append(' ').append(digest));
    }
    return s.append('\n').toString();
  }
}
