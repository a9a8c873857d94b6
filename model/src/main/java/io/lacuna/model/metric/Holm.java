package io.lacuna.model.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction for many comparisons (1979): the family-wise error is kept whatever the
 * comparisons have to do with each other.
 */
public final class Holm {
  private Holm() {}

  /**
   * Which hypotheses are rejected.
   *
   * @param p of each hypothesis
   * @param level chance, at most, that any true hypothesis is rejected, e.g. 0.05
   */
  public static boolean[] rejected(double[] p, double level) {
    int[] rising =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] rejected = new boolean[p.length];
    for (int k = 0; k < rising.length && p[rising[k]] <= level / (p.length - k); k++) {
      rejected[rising[k]] = true;
    }
    return rejected;
  }
}
