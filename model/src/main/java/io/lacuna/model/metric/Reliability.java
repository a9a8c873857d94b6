package io.lacuna.model.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * A bin of a reliability diagram: records whose probability was stated in {@code (low, high]}, 0 in
 * the first bin.
 *
 * @param count records in the bin
 * @param stated mean stated probability, 0..1; NaN in an empty bin
 * @param observed share of records on which it came true; NaN in an empty bin
 */
public record Reliability(double low, double high, int count, double stated, double observed) {

  /** All bins, lowest first, empty ones too. */
  public static List<Reliability> of(double[] probability, boolean[] truth, int bins) {
    double[] stated = new double[bins];
    int[] happened = new int[bins];
    int[] count = new int[bins];
    for (int i = 0; i < probability.length; i++) {
      int bin = bin(probability[i], bins);
      stated[bin] += probability[i];
      happened[bin] += truth[i] ? 1 : 0;
      count[bin]++;
    }
    List<Reliability> all = new ArrayList<>();
    for (int b = 0; b < bins; b++) {
      all.add(
          new Reliability(
              (double) b / bins,
              (b + 1.0) / bins,
              count[b],
              stated[b] / count[b],
              (double) happened[b] / count[b]));
    }
    return all;
  }

  /** Place of a probability among equal bins that are closed on the right. */
  static int bin(double probability, int bins) {
    return Math.max(0, (int) Math.ceil(probability * bins) - 1);
  }
}
