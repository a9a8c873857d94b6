package io.lacuna.model.metric;

/** Right and wrong decisions of a yes-or-no question: true and false positives and negatives. */
public record Counts(long tp, long fp, long fn, long tn) {
  static final Counts NONE = new Counts(0, 0, 0, 0);

  /** Decisions {@code score >= threshold} against the truth. */
  public static Counts of(double[] score, boolean[] truth, double threshold) {
    long[] cell = new long[4];
    for (int i = 0; i < score.length; i++) {
      cell[(score[i] >= threshold ? 0 : 2) + (truth[i] ? 0 : 1)]++;
    }
    return new Counts(cell[0], cell[1], cell[2], cell[3]);
  }

  Counts plus(Counts o) {
    return new Counts(tp + o.tp, fp + o.fp, fn + o.fn, tn + o.tn);
  }

  /** The same decisions seen from the negative class. */
  Counts swapped() {
    return new Counts(tn, fn, fp, tp);
  }

  long positives() {
    return tp + fn;
  }

  long total() {
    return tp + fp + fn + tn;
  }

  double accuracy() {
    return (double) (tp + tn) / total();
  }

  /** Harmonic mean of precision and recall; 0 where there is neither a positive nor a hit. */
  double f1() {
    long all = 2 * tp + fp + fn;
    return all == 0 ? 0 : 2.0 * tp / all;
  }

  /** F1 of both classes, weighted by how often each is true. */
  double weightedF1() {
    return (f1() * positives() + swapped().f1() * (tn + fp)) / total();
  }

  double balancedAccuracy() {
    return positives() == 0 || tn + fp == 0
        ? Double.NaN
        : ((double) tp / positives() + (double) tn / (tn + fp)) / 2;
  }
}
