package io.lacuna.app.evaluate;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The columns of rows, as scores want them; the arrays run over the rows of the sheet.
 *
 * @param groups group of each row
 * @param score per row one value per label; null for a sheet without a task
 * @param truth per row one value per label; null for a sheet without a task
 * @param confidence 0..1, NaN where there is none
 * @param scored whether there are scores
 * @param backed whether anything was present, too
 * @param waitSeconds event time waited for the answer, NaN without one
 * @param rises 1 where the confidence is higher than in a run that had more of the modalities, 0
 *     where it is not, NaN where there is no such answer to compare with
 * @param threshold from which score on a label is said to apply
 * @param abstainBelow confidence under which an answer counts as withheld
 */
record Sheet(
    List<String> groups,
    double[][] score,
    double[][] truth,
    double[] confidence,
    boolean[] scored,
    boolean[] backed,
    double[] waitSeconds,
    double[] rises,
    double threshold,
    double abstainBelow) {
  /** Batches of other shapes move a score by up to this much (contract: 1e-5). */
  private static final double SAME = 1e-5;

  /** Rows that have scores and labels for a task; every row if the task is null. */
  static List<Row> rows(List<Row> rows, Task task, Truth truth) {
    if (task == null) {
      return rows;
    }
    return rows.stream()
        .filter(r -> r.answer().map(a -> a.scores().containsKey(task.name())).orElse(false))
        .filter(r -> truth.of(r.subject(), task.name()).isPresent())
        .toList();
  }

  /**
   * @param rows as {@link #rows} gives them
   * @param task null for scores that need no labels
   * @param fuller answers of another run by row key, to compare the confidence with
   * @throws EvaluationException if a subject has another number of labels than the task
   */
  static Sheet of(
      List<Row> rows, Task task, Truth truth, Map<String, Row> fuller, Settings settings) {
    int n = rows.size();
    double[][] score = task == null ? null : new double[n][];
    double[][] label = task == null ? null : new double[n][];
    double[] confidence = new double[n];
    boolean[] scored = new boolean[n];
    boolean[] backed = new boolean[n];
    double[] wait = new double[n];
    double[] rises = new double[n];
    for (int i = 0; i < n; i++) {
      Row row = rows.get(i);
      Answer a = row.answer().orElse(null);
      confidence[i] = a == null ? Double.NaN : a.confidence();
      scored[i] = a != null && a.scored();
      backed[i] = scored[i] && a.mask().count() > 0;
      wait[i] = scored[i] ? a.waitMs() / 1000.0 : Double.NaN;
      rises[i] = rises(row, fuller.get(row.key()));
      if (task != null) {
        score[i] = a.scores().get(task.name());
        label[i] = labels(row, task, truth);
      }
    }
    return new Sheet(
        rows.stream().map(Row::group).toList(),
        score,
        label,
        confidence,
        scored,
        backed,
        wait,
        rises,
        settings.threshold(),
        settings.abstainBelow());
  }

  private static double rises(Row row, Row fuller) {
    if (fuller == null || row.answer().isEmpty() || fuller.answer().isEmpty()) {
      return Double.NaN;
    }
    Answer less = row.answer().get();
    Answer more = fuller.answer().get();
    boolean removed =
        !less.mask().equals(more.mask()) && less.mask().and(more.mask()).equals(less.mask());
    if (!removed || Double.isNaN(less.confidence()) || Double.isNaN(more.confidence())) {
      return Double.NaN;
    }
    return less.confidence() > more.confidence() + SAME ? 1 : 0;
  }

  private static double[] labels(Row row, Task task, Truth truth) {
    double[] values = truth.of(row.subject(), task.name()).orElseThrow();
    if (values.length != task.labels().size()) {
      throw new EvaluationException(
          String.format(
              "subject '%s' has %d labels for task %s, which has %d: %s",
              row.subject(), values.length, task.name(), task.labels().size(), task.labels()));
    }
    return values;
  }

  /** The same rows with one answer to all of them. */
  Sheet saying(double[] answer) {
    return new Sheet(
        groups,
        Collections.nCopies(size(), answer).toArray(double[][]::new),
        truth,
        confidence,
        scored,
        backed,
        waitSeconds,
        rises,
        threshold,
        abstainBelow);
  }

  int size() {
    return groups.size();
  }

  double[][] score(int[] rows) {
    double[][] some = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      some[i] = score[rows[i]];
    }
    return some;
  }

  /** Whether each label applies. */
  boolean[][] applies(int[] rows) {
    boolean[][] some = new boolean[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double[] values = truth[rows[i]];
      some[i] = new boolean[values.length];
      for (int c = 0; c < values.length; c++) {
        some[i][c] = values[c] > 0.5;
      }
    }
    return some;
  }

  /** The first value of each row: what a regression says. */
  double[] value(int[] rows) {
    return first(score, rows);
  }

  /** The first label of each row: what a regression should say. */
  double[] target(int[] rows) {
    return first(truth, rows);
  }

  private static double[] first(double[][] all, int[] rows) {
    double[] some = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      some[i] = all[rows[i]][0];
    }
    return some;
  }
}
