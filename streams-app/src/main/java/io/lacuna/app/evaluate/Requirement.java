package io.lacuna.app.evaluate;

import io.lacuna.model.metric.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an adapter must reach, e.g. {@code macro_f1[IT-] >= 0.6}: {@code [delta
 * ][TASK/]METRIC[.low|.high][[SCOPE]] OP NUMBER}. Without a scope it is about all answers; a scope
 * is a presence mask or {@code site=north}. {@code delta} takes the difference to the reference,
 * {@code .low} and {@code .high} the bounds of the interval.
 */
record Requirement(
    String text,
    boolean ofDelta,
    String task,
    Metric metric,
    Bound bound,
    By by,
    String scope,
    String operator,
    double threshold) {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "\\s*(delta\\s+)?(?:([\\w-]+)/)?(\\w+)(?:\\.(low|high))?(?:\\[([^\\]]+)\\])?"
              + "\\s*(>=|<=|>|<)\\s*(-?[0-9]*\\.?[0-9]+)\\s*");
  private static final Pattern MASK = Pattern.compile("[I-][T-][A-]");

  /** Which number of an interval is held against the threshold. */
  enum Bound {
    VALUE,
    LOW,
    HIGH;

    double of(Interval i) {
      return this == LOW ? i.low() : this == HIGH ? i.high() : i.value();
    }
  }

  /** What a run made of a requirement. */
  record Outcome(Requirement requirement, Cell cell, boolean passed) {

    /** One line that names run, metric, scope, value, interval and threshold. */
    String line() {
      return String.format(
          "%s: %s: %s%s of %s is %s on %d answers of run %s%s",
          passed ? "passed" : "FAILED",
          requirement.text,
          requirement.ofDelta ? "difference of " : "",
          (cell.task().isEmpty() ? "" : cell.task() + "/") + cell.metric().word(),
          cell.by() == By.ALL ? "all" : cell.by().word() + " " + cell.scope(),
          Verdict.figure(requirement.interval(cell)),
          cell.count(),
          cell.run(),
          cell.isOfFew() ? ", fewer than " + Cell.FEW + " independent groups: shows nothing" : "");
    }
  }

  /**
   * @throws IllegalArgumentException if the text is no requirement; says what there is
   */
  static Requirement parse(String text) {
    Matcher m = GRAMMAR.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' must read like \"macro_f1[IT-] >= 0.6\" or \"delta emotion/auroc > 0\"");
    }
    Metric metric =
        Metric.named(m.group(3))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'" + text + "': no metric '" + m.group(3) + "'; there are " + metrics()));
    By by = By.ALL;
    String scope = By.ALL.word();
    if (m.group(5) != null && !m.group(5).equals(scope)) {
      String[] named = m.group(5).split("=", 2);
      by = named.length == 1 ? By.MASK : grouping(text, named[0]);
      scope = named[named.length - 1];
      if (by == By.MASK && !MASK.matcher(scope).matches()) {
        throw new IllegalArgumentException(
            "'" + text + "': '" + scope + "' must be a presence mask like IT-, or like site=north");
      }
    }
    return new Requirement(
        text.trim(),
        m.group(1) != null,
        m.group(2),
        metric,
        m.group(4) == null ? Bound.VALUE : Bound.valueOf(m.group(4).toUpperCase(Locale.ROOT)),
        by,
        scope,
        m.group(6),
        Double.parseDouble(m.group(7)));
  }

  /**
   * Holds the judged runs against the requirement: each that has such a figure. One over too few
   * groups is passed over; if there is no other, nothing is shown and the requirement fails.
   *
   * @throws IllegalArgumentException if none has; says what there is
   */
  List<Outcome> judge(Evaluation evaluation) {
    List<String> judged = evaluation.judged().stream().map(Run::name).toList();
    List<Cell> figures =
        evaluation.cells().stream()
            .filter(c -> judged.contains(c.run()) && c.metric() == metric && c.by() == by)
            .toList();
    figures = only(figures, Cell::task, task, "task");
    if (task == null && figures.stream().map(Cell::task).distinct().count() > 1) {
      throw none("must name a task", figures, Cell::task);
    }
    List<Cell> there =
        only(figures, Cell::scope, scope, by.word()).stream()
            .filter(c -> !ofDelta || c.delta().isPresent())
            .toList();
    if (there.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "': a difference needs a reference: give another run before the judged one");
    }
    List<Cell> enough = there.stream().filter(c -> !c.isOfFew()).toList();
    return (enough.isEmpty() ? there : enough)
        .stream()
            .map(c -> new Outcome(this, c, !c.isOfFew() && holds(bound.of(interval(c)))))
            .toList();
  }

  Interval interval(Cell cell) {
    return ofDelta ? cell.delta().orElseThrow() : cell.interval();
  }

  /** A value that is not defined holds nothing. */
  private boolean holds(double value) {
    return switch (operator) {
      case ">=" -> value >= threshold;
      case "<=" -> value <= threshold;
      case ">" -> value > threshold;
      default -> value < threshold;
    };
  }

  private interface Name {
    String of(Cell c);
  }

  private List<Cell> only(List<Cell> cells, Name name, String wanted, String what) {
    List<Cell> some =
        cells.stream().filter(c -> wanted == null || name.of(c).equals(wanted)).toList();
    if (some.isEmpty()) {
      throw none(
          "no figure for " + what + " " + Objects.requireNonNullElse(wanted, ""), cells, name);
    }
    return some;
  }

  private IllegalArgumentException none(String problem, List<Cell> cells, Name name) {
    String there =
        cells.stream().map(name::of).distinct().collect(Collectors.joining(", ", "there is: ", ""));
    return new IllegalArgumentException(
        "'" + text + "': " + problem + "; " + (cells.isEmpty() ? "there is none" : there));
  }

  private static By grouping(String text, String word) {
    return Arrays.stream(By.values())
        .filter(b -> b.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + text
                        + "': no grouping '"
                        + word
                        + "'; there are "
                        + Arrays.stream(By.values()).map(By::word).toList()));
  }

  private static List<String> metrics() {
    return Arrays.stream(Metric.values()).map(Metric::word).toList();
  }
}
