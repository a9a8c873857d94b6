package io.lacuna.trainer.calibrate;

import io.lacuna.model.calibration.ConformalBounds.Bound;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.evaluate.Truth;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Bounds that hold for a new record if it comes from where the n records came from that they are
 * taken from.
 *
 * <p>Regression, split conformal (Vovk et al. 2005): the ⌈(n + 1) · level⌉-th smallest |value −
 * truth| is half the width of an interval that holds the truth with at least the probability {@code
 * level}.
 *
 * <p>Multi-label, conformal risk control (Angelopoulos et al. 2022, arXiv 2208.02814): labels are
 * in the set from a probability on, the highest for which (Σ share of true labels missed + 1) / (n
 * + 1) is at most 1 − level; then on average at least the share {@code level} of a record's true
 * labels is in its set. A record without true labels misses none. Where every record has one true
 * label this is split conformal too.
 */
public final class ConformalFit {
  private static final double DIGITS = 1e6;

  private ConformalFit() {}

  /**
   * Bound of a task under the mask of the answers, rounded outwards to six decimals.
   *
   * @param place of the task among the scores
   * @return empty if there is no truth, or too little for the level
   */
  public static Optional<Bound> bound(Answered answered, TaskTarget task, int place, double level) {
    Truth truth = Truth.of(task, answered.subjects());
    double[][] said = truth.scores(answered.scores(), place);
    int n = said.length;
    // for a regression a rank beyond n, for labels a risk of 1/(n+1) that no threshold lowers
    if (Math.ceil((n + 1) * level) > n) {
      return Optional.empty();
    }
    double limit =
        task.spec().kind() == TaskKind.REGRESSION
            ? Math.ceil(halfWidth(said, truth.rows(), level) * DIGITS) / DIGITS
            : Math.floor(threshold(said, truth.rows(), level) * DIGITS) / DIGITS;
    return Optional.of(new Bound(limit, n));
  }

  private static double halfWidth(double[][] said, double[][] truth, double level) {
    double[] distance = new double[said.length];
    for (int i = 0; i < said.length; i++) {
      distance[i] = Math.abs(said[i][0] - truth[i][0]);
    }
    Arrays.sort(distance);
    return distance[(int) Math.ceil((said.length + 1) * level) - 1];
  }

  private static double threshold(double[][] said, double[][] truth, double level) {
    // what a threshold just above a probability misses more than one at it
    TreeMap<Double, Double> missed = new TreeMap<>();
    for (int i = 0; i < said.length; i++) {
      double all = Arrays.stream(truth[i]).filter(t -> t > 0.5).count();
      for (int c = 0; c < truth[i].length; c++) {
        if (truth[i][c] > 0.5) {
          missed.merge(said[i][c], 1 / all, Double::sum);
        }
      }
    }
    double most = (1 - level) * (said.length + 1) - 1;
    double sum = 0;
    for (Map.Entry<Double, Double> step : missed.entrySet()) {
      sum += step.getValue();
      if (sum > most + 1e-9) {
        return step.getKey();
      }
    }
    return 1;
  }

  /** Share of the true labels whose probability reaches a threshold; 1 without true labels. */
  static double shareInside(double[] probability, double[] truth, double threshold) {
    int inside = 0;
    int all = 0;
    for (int c = 0; c < truth.length; c++) {
      if (truth[c] > 0.5) {
        all++;
        inside += probability[c] >= threshold ? 1 : 0;
      }
    }
    return all == 0 ? 1 : (double) inside / all;
  }
}
