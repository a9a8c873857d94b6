package io.lacuna.bench.ladder.measure;

import java.util.Collections;
import java.util.List;

/**
 * Percentiles of delays, by the nearest rank, ms; infinite where so many never ended.
 *
 * @param count of the delays
 * @param ended of them, those that ended
 */
public record Delays(int count, int ended, double p50, double p99) {

  /** NaN percentiles for none. */
  public static Delays of(List<Double> delays) {
    List<Double> sorted = delays.stream().sorted().toList();
    int ended = (int) sorted.stream().filter(Double::isFinite).count();
    return new Delays(sorted.size(), ended, percentile(sorted, 50), percentile(sorted, 99));
  }

  private static double percentile(List<Double> sorted, double percent) {
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(Math.max(1, rank) - 1);
  }

  /** None at all. */
  public static Delays none() {
    return of(Collections.emptyList());
  }
}
