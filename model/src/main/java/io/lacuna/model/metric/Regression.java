package io.lacuna.model.metric;

import java.util.stream.IntStream;

/**
 * Scores of a predicted number. The two-class and seven-class accuracies are those that the field
 * uses for sentiment in [-3, 3]; correlations and differences hold for any unit.
 */
public final class Regression {
  private Regression() {}

  /** Mean absolute error, in the unit of the truth. */
  public static double meanAbsoluteError(double[] prediction, double[] truth) {
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      sum += Math.abs(prediction[i] - truth[i]);
    }
    return truth.length == 0 ? Double.NaN : sum / truth.length;
  }

  /** Pearson correlation; NaN if either side is constant. */
  public static double correlation(double[] prediction, double[] truth) {
    double p = mean(prediction);
    double t = mean(truth);
    double pp = 0;
    double tt = 0;
    double pt = 0;
    for (int i = 0; i < truth.length; i++) {
      pp += (prediction[i] - p) * (prediction[i] - p);
      tt += (truth[i] - t) * (truth[i] - t);
      pt += (prediction[i] - p) * (truth[i] - t);
    }
    return pp == 0 || tt == 0 ? Double.NaN : pt / Math.sqrt(pp * tt);
  }

  /** Share of equal classes after clipping to [-3, 3] and rounding half to even. */
  public static double accuracy7(double[] prediction, double[] truth) {
    return roundedAccuracy(prediction, truth, 3);
  }

  /** Share of equal classes after clipping to [-2, 2] and rounding half to even. */
  public static double accuracy5(double[] prediction, double[] truth) {
    return roundedAccuracy(prediction, truth, 2);
  }

  /** Records by the seven classes of {@link #accuracy7}: truth (rows) by prediction (columns). */
  public static long[][] confusion7(double[] prediction, double[] truth) {
    long[][] records = new long[7][7];
    for (int i = 0; i < truth.length; i++) {
      records[(int) rounded(truth[i], 3) + 3][(int) rounded(prediction[i], 3) + 3]++;
    }
    return records;
  }

  /** Accuracy of "not negative", (p >= 0) against (y >= 0), over all records. */
  public static double has0Accuracy(double[] prediction, double[] truth) {
    return has0(prediction, truth).accuracy();
  }

  /** Support-weighted F1 of "not negative" over all records. */
  public static double has0F1(double[] prediction, double[] truth) {
    return has0(prediction, truth).weightedF1();
  }

  /** Accuracy of "positive", (p > 0) against (y > 0), over the records whose truth is not 0. */
  public static double non0Accuracy(double[] prediction, double[] truth) {
    return non0(prediction, truth).accuracy();
  }

  /** Support-weighted F1 of "positive" over the records whose truth is not 0. */
  public static double non0F1(double[] prediction, double[] truth) {
    return non0(prediction, truth).weightedF1();
  }

  private static Counts has0(double[] prediction, double[] truth) {
    int[] cells = new int[4];
    for (int i = 0; i < truth.length; i++) {
      cells[cell(prediction[i] >= 0, truth[i] >= 0)]++;
    }
    return new Counts(cells[0], cells[1], cells[2], cells[3]);
  }

  private static Counts non0(double[] prediction, double[] truth) {
    int[] cells = new int[4];
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] != 0) {
        cells[cell(prediction[i] > 0, truth[i] > 0)]++;
      }
    }
    return new Counts(cells[0], cells[1], cells[2], cells[3]);
  }

  /** Place of a decision among true and false positives, false and true negatives. */
  private static int cell(boolean said, boolean is) {
    return (said ? 0 : 2) + (is ? 0 : 1);
  }

  private static double roundedAccuracy(double[] prediction, double[] truth, double limit) {
    return IntStream.range(0, truth.length)
        .mapToDouble(i -> rounded(prediction[i], limit) == rounded(truth[i], limit) ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  private static double rounded(double v, double limit) {
    return Math.rint(Math.max(-limit, Math.min(limit, v)));
  }

  private static double mean(double[] v) {
    return IntStream.range(0, v.length).mapToDouble(i -> v[i]).average().orElse(Double.NaN);
  }
}
