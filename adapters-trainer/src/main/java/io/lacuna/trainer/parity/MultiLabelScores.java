package io.lacuna.trainer.parity;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.model.metric.Calibration;
import io.lacuna.model.metric.MultiLabel;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Multi-label scores by the names of the golden file.
 *
 * @param score (records, classes)
 * @param truth (records, classes)
 */
record MultiLabelScores(double[][] score, boolean[][] truth, double threshold)
    implements ScoresCheck.Scores {
  private static final Pattern CALIBRATION_ERROR =
      Pattern.compile("ece_(\\d{1,4})_bins_class_(\\d{1,4})");
  private static final Pattern BRIER = Pattern.compile("brier_class_(\\d{1,4})");

  static MultiLabelScores read(JsonNode section) {
    double[][] score = Numbers.matrix(section, "score");
    double[][] ones = Numbers.matrix(section, "truth");
    boolean[][] truth = new boolean[ones.length][];
    Numbers.requireSame("score", score.length, "truth", ones.length);
    for (int i = 0; i < ones.length; i++) {
      Numbers.requireSame("score", score[i].length, "truth", ones[i].length);
      Numbers.requireSame("score", score[i].length, "first row of score", score[0].length);
      truth[i] = new boolean[ones[i].length];
      for (int c = 0; c < ones[i].length; c++) {
        truth[i][c] = Numbers.isOne(ones[i][c], "truth[" + i + "][" + c + "]");
      }
    }
    return new MultiLabelScores(score, truth, Numbers.number(section, "threshold"));
  }

  @Override
  public List<String> inputs() {
    return List.of("score", "truth", "threshold");
  }

  @Override
  public List<String> stated() {
    return List.of(
        "auroc_per_class",
        "auroc_macro_over_defined",
        "average_precision_per_class",
        "f1_macro_sklearn_zero_division_0",
        "f1_micro",
        "f1_samples",
        "f1_weighted",
        "weighted_accuracy_per_class");
  }

  @Override
  public double[] score(String name) {
    return switch (name) {
      case "auroc_per_class" -> MultiLabel.aurocPerClass(score, truth);
      case "auroc_macro_over_defined" -> one(MultiLabel.meanAuroc(score, truth));
      case "average_precision_per_class" -> averagePrecision();
      case "f1_macro_sklearn_zero_division_0" -> one(MultiLabel.macroF1(score, truth, threshold));
      case "f1_micro" -> one(MultiLabel.microF1(score, truth, threshold));
      case "f1_samples" -> one(MultiLabel.samplesF1(score, truth, threshold));
      case "f1_weighted" -> one(MultiLabel.weightedF1(score, truth, threshold));
      case "weighted_accuracy_per_class" ->
          MultiLabel.balancedAccuracyPerClass(score, truth, threshold);
      default -> ofOneClass(name);
    };
  }

  /** The golden file leaves it out where every record is positive, although it is 1 there. */
  private double[] averagePrecision() {
    double[] all = MultiLabel.averagePrecisionPerClass(score, truth);
    for (int c = 0; c < all.length; c++) {
      boolean negative = false;
      for (boolean[] row : truth) {
        negative |= !row[c];
      }
      all[c] = negative ? all[c] : Double.NaN;
    }
    return all;
  }

  private double[] ofOneClass(String name) {
    Matcher error = CALIBRATION_ERROR.matcher(name);
    Matcher brier = BRIER.matcher(name);
    if (error.matches()) {
      int c = Integer.parseInt(error.group(2));
      int bins = Integer.parseInt(error.group(1));
      return one(Calibration.expectedError(scoreOf(c), truthOf(c), bins));
    }
    if (brier.matches()) {
      int c = Integer.parseInt(brier.group(1));
      return one(Calibration.brier(scoreOf(c), truthOf(c)));
    }
    throw new IllegalArgumentException(
        "no score of this name; known are " + stated() + ", ece_N_bins_class_C and brier_class_C");
  }

  private double[] scoreOf(int c) {
    double[] column = new double[score.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = score[i][c];
    }
    return column;
  }

  private boolean[] truthOf(int c) {
    boolean[] column = new boolean[truth.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = truth[i][c];
    }
    return column;
  }

  private static double[] one(double value) {
    return new double[] {value};
  }
}
