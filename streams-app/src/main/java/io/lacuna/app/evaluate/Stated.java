package io.lacuna.app.evaluate;

/**
 * Stated probabilities and whether they came true.
 *
 * @param probability 0..1
 */
record Stated(double[] probability, boolean[] came) {
  /** Equal bins of calibration errors and reliability diagrams. */
  static final int BINS = 10;

  /** Every label of every row. */
  static Stated ofLabels(Sheet s, int[] rows) {
    int labels = rows.length == 0 ? 0 : s.score()[rows[0]].length;
    double[] probability = new double[rows.length * labels];
    boolean[] came = new boolean[probability.length];
    int at = 0;
    for (int row : rows) {
      for (int c = 0; c < labels; c++) {
        probability[at] = s.score()[row][c];
        came[at++] = s.truth()[row][c] > 0.5;
      }
    }
    return new Stated(probability, came);
  }

  /** The confidence of every row that has one, which comes true if its best label applies. */
  static Stated ofConfidence(Sheet s, int[] rows) {
    int n = 0;
    for (int row : rows) {
      n += Double.isNaN(s.confidence()[row]) ? 0 : 1;
    }
    double[] probability = new double[n];
    boolean[] came = new boolean[n];
    int at = 0;
    for (int row : rows) {
      if (!Double.isNaN(s.confidence()[row])) {
        probability[at] = s.confidence()[row];
        came[at++] = s.truth()[row][best(s.score()[row])] > 0.5;
      }
    }
    return new Stated(probability, came);
  }

  private static int best(double[] score) {
    int best = 0;
    for (int c = 1; c < score.length; c++) {
      best = score[c] > score[best] ? c : best;
    }
    return best;
  }
}
