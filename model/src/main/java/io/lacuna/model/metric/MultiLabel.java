package io.lacuna.model.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Scores of multi-label predictions, defined as in scikit-learn. Rows are records, columns classes;
 * a score is any number that rises with belief, a truth says whether the class applies.
 */
public final class MultiLabel {
  private MultiLabel() {}

  /**
   * Average precision of one class: Σ (recall step) · precision over the distinct scores, highest
   * first; tied scores count as one step. NaN without a positive.
   */
  public static double averagePrecision(double[] score, boolean[] truth) {
    return Ranking.of(score, truth).averagePrecision();
  }

  /**
   * Area under the ROC curve of one class: the chance that a positive scores above a negative, ties
   * one half. NaN without a positive or without a negative.
   */
  public static double auroc(double[] score, boolean[] truth) {
    return Ranking.of(score, truth).auroc();
  }

  /** Average precision of each class; NaN for a class without a positive. */
  public static double[] averagePrecisionPerClass(double[][] score, boolean[][] truth) {
    return perClass(score, truth, MultiLabel::averagePrecision);
  }

  /** Mean of the average precision over the classes that have a positive; NaN if none has. */
  public static double meanAveragePrecision(double[][] score, boolean[][] truth) {
    return meanOfDefined(averagePrecisionPerClass(score, truth));
  }

  /** AUROC of each class; NaN where it is not defined. */
  public static double[] aurocPerClass(double[][] score, boolean[][] truth) {
    return perClass(score, truth, MultiLabel::auroc);
  }

  /** Mean AUROC over the classes where it is defined; NaN if there is none. */
  public static double meanAuroc(double[][] score, boolean[][] truth) {
    return meanOfDefined(aurocPerClass(score, truth));
  }

  /**
   * Balanced accuracy of each class, (true positive rate + true negative rate) / 2; NaN if
   * undefined.
   */
  public static double[] balancedAccuracyPerClass(
      double[][] score, boolean[][] truth, double threshold) {
    return perClass(score, truth, (s, t) -> Counts.of(s, t, threshold).balancedAccuracy());
  }

  /** Mean F1 over all classes; a class without positives and hits counts 0. */
  public static double macroF1(double[][] score, boolean[][] truth, double threshold) {
    return Arrays.stream(counts(score, truth, threshold))
        .mapToDouble(Counts::f1)
        .average()
        .orElse(0);
  }

  /** F1 of the decisions of all classes taken together. */
  public static double microF1(double[][] score, boolean[][] truth, double threshold) {
    return Arrays.stream(counts(score, truth, threshold)).reduce(Counts.NONE, Counts::plus).f1();
  }

  /** Mean over the classes of F1, weighted by how many positives each has. */
  public static double weightedF1(double[][] score, boolean[][] truth, double threshold) {
    double sum = 0;
    double weight = 0;
    for (Counts c : counts(score, truth, threshold)) {
      sum += c.f1() * c.positives();
      weight += c.positives();
    }
    return weight == 0 ? 0 : sum / weight;
  }

  /** Mean over the records of the F1 of each record's label set. */
  public static double samplesF1(double[][] score, boolean[][] truth, double threshold) {
    return IntStream.range(0, score.length)
        .mapToDouble(i -> Counts.of(score[i], truth[i], threshold).f1())
        .average()
        .orElse(0);
  }

  /** Mean of the values that are numbers; NaN if none is. */
  public static double meanOfDefined(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  private interface OfClass {
    double score(double[] score, boolean[] truth);
  }

  private static Counts[] counts(double[][] score, boolean[][] truth, double threshold) {
    return IntStream.range(0, classes(score, truth))
        .mapToObj(c -> Counts.of(column(score, c), column(truth, c), threshold))
        .toArray(Counts[]::new);
  }

  private static double[] perClass(double[][] score, boolean[][] truth, OfClass of) {
    return IntStream.range(0, classes(score, truth))
        .mapToDouble(c -> of.score(column(score, c), column(truth, c)))
        .toArray();
  }

  private static int classes(double[][] score, boolean[][] truth) {
    if (score.length != truth.length) {
      throw new IllegalArgumentException(
          score.length + " scored records for " + truth.length + " records with truth");
    }
    return score.length == 0 ? 0 : score[0].length;
  }

  private static double[] column(double[][] rows, int c) {
    return Arrays.stream(rows).mapToDouble(r -> r[c]).toArray();
  }

  private static boolean[] column(boolean[][] rows, int c) {
    boolean[] column = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      column[i] = rows[i][c];
    }
    return column;
  }
}
