package io.lacuna.app.demo;

import io.lacuna.model.metric.Bootstrap;
import io.lacuna.model.metric.Interval;
import io.lacuna.model.metric.MultiLabel;
import io.lacuna.model.metric.Regression;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.TaskKind;
import io.lacuna.schema.TaskScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Scores of the last revision of each observation against the truth, per presence mask, with 95 %
 * bootstrap intervals; the prior says the same of every subject, whatever the evidence.
 */
final class PresenceScores {
  private static final int DRAWS = 1000;
  private static final double THRESHOLD = 0.5;

  private PresenceScores() {}

  /** presence letters → metric → value; masks with the most modalities first. */
  static Map<String, Map<String, Object>> of(Collection<Prediction> latest, Truth truth) {
    Map<String, List<Prediction>> groups =
        new TreeMap<>(
            (a, b) -> {
              int byCount = Long.compare(letters(b), letters(a));
              return byCount != 0 ? byCount : b.compareTo(a);
            });
    for (Prediction p : latest) {
      groups.computeIfAbsent(p.getPresenceLetters(), k -> new ArrayList<>()).add(p);
    }
    Map<String, Map<String, Object>> scores = new LinkedHashMap<>();
    groups.forEach((letters, group) -> scores.put(letters, ofGroup(group, truth)));
    return scores;
  }

  private static Map<String, Object> ofGroup(List<Prediction> group, Truth truth) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("count", group.size());
    List<TaskScores> tasks =
        group.stream()
            .filter(p -> p.getScores() != null)
            .findFirst()
            .map(Prediction::getScores)
            .orElse(List.of());
    for (int t = 0; t < tasks.size(); t++) {
      TaskScores task = tasks.get(t);
      int index = t;
      List<Prediction> scored =
          group.stream()
              .filter(p -> p.getScores() != null)
              .filter(p -> truth.of(p.getSubject(), task.getTask()).isPresent())
              .toList();
      double[][] score = new double[scored.size()][];
      double[][] labels = new double[scored.size()][];
      for (int i = 0; i < score.length; i++) {
        score[i] = doubles(scored.get(i).getScores().get(index).getValues());
        labels[i] = truth.of(scored.get(i).getSubject(), task.getTask()).orElseThrow();
      }
      double[] prior = truth.prior(task.getTask());
      if (score.length > 1 && task.getKind() == TaskKind.MULTILABEL) {
        multiLabel(row, tasks.size() > 1 ? task.getTask() : "", score, labels, prior);
      } else if (score.length > 1) {
        regression(row, task.getTask(), score, labels, prior);
      }
    }
    return row;
  }

  private static void multiLabel(
      Map<String, Object> row, String task, double[][] score, double[][] labels, double[] prior) {
    boolean[][] truth = new boolean[labels.length][];
    double[][] constant = new double[labels.length][];
    for (int i = 0; i < labels.length; i++) {
      truth[i] = new boolean[labels[i].length];
      for (int c = 0; c < labels[i].length; c++) {
        truth[i][c] = labels[i][c] > 0;
      }
      constant[i] = prior;
    }
    Interval map =
        interval(
            labels.length, r -> MultiLabel.meanAveragePrecision(rows(score, r), rows(truth, r)));
    row.put(name(task, "map"), map.value());
    row.put(name(task, "mapInterval"), new double[] {map.low(), map.high()});
    row.put(name(task, "priorMap"), MultiLabel.meanAveragePrecision(constant, truth));
    row.put(name(task, "macroF1"), MultiLabel.macroF1(score, truth, THRESHOLD));
  }

  private static void regression(
      Map<String, Object> row, String task, double[][] score, double[][] labels, double[] prior) {
    double[] predicted = column(score);
    double[] truth = column(labels);
    Interval corr =
        interval(truth.length, r -> Regression.correlation(pick(predicted, r), pick(truth, r)));
    row.put(name(task, "corr"), corr.value());
    row.put(name(task, "corrInterval"), new double[] {corr.low(), corr.high()});
    row.put(name(task, "mae"), Regression.meanAbsoluteError(predicted, truth));
    double[] constant = new double[truth.length];
    Arrays.fill(constant, prior[0]);
    row.put(name(task, "priorMae"), Regression.meanAbsoluteError(constant, truth));
  }

  private static Interval interval(int records, ToDoubleFunction<int[]> statistic) {
    return Bootstrap.ofRecords(records, DRAWS, 1).interval(statistic);
  }

  private static String name(String task, String metric) {
    return task.isEmpty()
        ? metric
        : task + Character.toUpperCase(metric.charAt(0)) + metric.substring(1);
  }

  private static double[][] rows(double[][] all, int[] rows) {
    return Arrays.stream(rows).mapToObj(i -> all[i]).toArray(double[][]::new);
  }

  private static boolean[][] rows(boolean[][] all, int[] rows) {
    return Arrays.stream(rows).mapToObj(i -> all[i]).toArray(boolean[][]::new);
  }

  private static double[] pick(double[] all, int[] rows) {
    return Arrays.stream(rows).mapToDouble(i -> all[i]).toArray();
  }

  private static double[] column(double[][] rows) {
    return Arrays.stream(rows).mapToDouble(r -> r[0]).toArray();
  }

  private static double[] doubles(List<Float> values) {
    return values.stream().mapToDouble(Float::doubleValue).toArray();
  }

  private static long letters(String presence) {
    return presence.chars().filter(c -> c != '-').count();
  }
}
