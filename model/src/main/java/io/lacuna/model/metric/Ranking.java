package io.lacuna.model.metric;

import java.util.Arrays;

/** Scores of the positives and of the negatives of one class, each sorted, lowest first. */
record Ranking(double[] positives, double[] negatives) {

  static Ranking of(double[] score, boolean[] truth) {
    double[] sorted = new double[score.length];
    int p = 0;
    int n = score.length;
    for (int i = 0; i < score.length; i++) {
      sorted[truth[i] ? p++ : --n] = score[i];
    }
    double[] positives = Arrays.copyOfRange(sorted, 0, p);
    double[] negatives = Arrays.copyOfRange(sorted, p, score.length);
    Arrays.sort(positives);
    Arrays.sort(negatives);
    return new Ranking(positives, negatives);
  }

  double averagePrecision() {
    if (positives.length == 0) {
      return Double.NaN;
    }
    double sum = 0;
    int hits = 0;
    int others = 0;
    while (hits < positives.length) {
      double step = positives[positives.length - 1 - hits];
      int tied = fromTop(positives, hits, step);
      hits += tied;
      others += fromTop(negatives, others, step);
      sum += (double) tied / positives.length * hits / (hits + others);
    }
    return sum;
  }

  double auroc() {
    if (positives.length == 0 || negatives.length == 0) {
      return Double.NaN;
    }
    double wins = 0;
    int above = 0;
    for (int i = 0; i < negatives.length; ) {
      double step = negatives[negatives.length - 1 - i];
      above += fromTop(positives, above, Math.nextUp(step));
      int tiedPositives = fromTop(positives, above, step);
      int tiedNegatives = fromTop(negatives, i, step);
      wins += tiedNegatives * (above + tiedPositives / 2.0);
      i += tiedNegatives;
    }
    return wins / positives.length / negatives.length;
  }

  /** How many values are at least {@code floor}, leaving out the {@code skipped} highest. */
  private static int fromTop(double[] sorted, int skipped, double floor) {
    int n = 0;
    while (skipped + n < sorted.length && sorted[sorted.length - 1 - skipped - n] >= floor) {
      n++;
    }
    return n;
  }
}
