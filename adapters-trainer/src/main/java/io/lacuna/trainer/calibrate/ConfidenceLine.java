package io.lacuna.trainer.calibrate;

import io.lacuna.model.calibration.Scaling;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.LabelledSubject;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Confidences under one mask.
 *
 * @param rowOf per subject of the report its row, −1 without one
 * @param raw per row
 * @param calibrated per row
 * @param right per row
 */
record ConfidenceLine(
    PresenceMask mask, int[] rowOf, double[] raw, double[] calibrated, boolean[] right) {
  private static final int DRAWS = 1000;
  private static final long SEED = 20_251_122;

  /**
   * @param subjects of the report
   */
  static ConfidenceLine of(
      PresenceMask mask, List<LabelledSubject> subjects, Statements tops, Scaling scaling) {
    int[] rowOf = Rows.of(subjects, tops.subjects());
    // as a prediction states it: in float32
    double[] calibrated =
        Arrays.stream(tops.probability()).map(p -> (float) scaling.apply(p)).toArray();
    return new ConfidenceLine(mask, rowOf, tops.probability(), calibrated, tops.right());
  }

  private double[] stated(boolean after) {
    return after ? calibrated : raw;
  }

  /** A measure on drawn subjects, over the records of all lines. */
  static ToDoubleFunction<int[]> measure(
      List<ConfidenceLine> lines, ConfidenceMeasure measure, boolean after) {
    return drawn -> {
      double[] stated = new double[drawn.length * lines.size()];
      boolean[] right = new boolean[stated.length];
      int count = 0;
      for (ConfidenceLine line : lines) {
        for (int subject : drawn) {
          int row = line.rowOf[subject];
          if (row >= 0) {
            stated[count] = line.stated(after)[row];
            right[count++] = line.right[row];
          }
        }
      }
      return measure.of(Arrays.copyOf(stated, count), Arrays.copyOf(right, count));
    };
  }

  /** What two lines, of more and of fewer modalities, are to each other. */
  record Pair(ConfidenceLine more, ConfidenceLine fewer) {}

  /** Share of drawn subjects and pairs whose confidence is higher with fewer modalities. */
  static ToDoubleFunction<int[]> rises(List<Pair> pairs, boolean after) {
    return drawn -> {
      int rises = 0;
      int count = 0;
      for (Pair pair : pairs) {
        for (int subject : drawn) {
          int more = pair.more.rowOf[subject];
          int fewer = pair.fewer.rowOf[subject];
          if (more >= 0 && fewer >= 0) {
            count++;
            rises += pair.fewer.stated(after)[fewer] > pair.more.stated(after)[more] ? 1 : 0;
          }
        }
      }
      return (double) rises / count;
    };
  }

  /**
   * Mean error that the calibrated confidences would show if every one were exact: what is left is
   * the chance of so few records.
   */
  static double errorOfExact(List<ConfidenceLine> lines) {
    double[] stated = lines.stream().flatMapToDouble(l -> Arrays.stream(l.calibrated)).toArray();
    SplittableRandom random = new SplittableRandom(SEED);
    boolean[] right = new boolean[stated.length];
    double sum = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = 0; i < right.length; i++) {
        right[i] = random.nextDouble() < stated[i];
      }
      sum += ConfidenceMeasure.ECE.of(stated, right);
    }
    return sum / DRAWS;
  }
}
