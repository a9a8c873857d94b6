package io.lacuna.model.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Bootstrap over groups of records: whole groups are drawn with replacement, because records of one
 * group (a video, a speaker) are not independent. The draws depend on the seed only, so two
 * statistics on the same object see the same draws and can be compared in pairs. Immutable and
 * thread-safe.
 *
 * <p>A statistic takes the positions of the drawn records (some several times) and gives one
 * number; draws on which it is NaN are left out. Intervals are percentiles of the draws unless
 * other {@link Bounds} are asked for.
 */
public final class Bootstrap {
  private final int[][] members;
  private final int records;
  private final int draws;
  private final long seed;
  private final Bounds bounds;

  private Bootstrap(int[][] members, int records, int draws, long seed, Bounds bounds) {
    this.members = members;
    this.records = records;
    this.draws = draws;
    this.seed = seed;
    this.bounds = bounds;
  }

  /** Every record is its own group. */
  public static Bootstrap ofRecords(int records, int draws, long seed) {
    int[][] members =
        IntStream.range(0, records).mapToObj(i -> new int[] {i}).toArray(int[][]::new);
    return new Bootstrap(members, records, draws, seed, Bounds.PERCENTILE);
  }

  /** Records with equal names form a group. */
  public static Bootstrap ofGroups(List<String> groupOfRecord, int draws, long seed) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < groupOfRecord.size(); i++) {
      groups.computeIfAbsent(groupOfRecord.get(i), g -> new ArrayList<>()).add(i);
    }
    int[][] members =
        groups.values().stream()
            .map(g -> g.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    return new Bootstrap(members, groupOfRecord.size(), draws, seed, Bounds.PERCENTILE);
  }

  /** The same draws with other bounds. */
  public Bootstrap with(Bounds other) {
    return new Bootstrap(members, records, draws, seed, other);
  }

  /** Number of groups. */
  public int groups() {
    return members.length;
  }

  /** 95 % interval of a statistic. */
  public Interval interval(ToDoubleFunction<int[]> statistic) {
    Drawn drawn = drawn(statistic);
    double[] leftOut = bounds.needsJackknife() ? jackknife(statistic) : new double[0];
    return bounds.of(drawn.value(), drawn.sorted(), leftOut, members.length);
  }

  /** A statistic on the records themselves and on every draw. */
  public Drawn drawn(ToDoubleFunction<int[]> statistic) {
    double value = statistic.applyAsDouble(IntStream.range(0, records).toArray());
    double[] drawn = new double[draws];
    SplittableRandom random = new SplittableRandom(seed);
    for (int d = 0; d < draws; d++) {
      drawn[d] = statistic.applyAsDouble(draw(random));
    }
    return new Drawn(value, drawn);
  }

  /** 95 % interval of {@code a − b} on the same draws. */
  public Interval difference(ToDoubleFunction<int[]> a, ToDoubleFunction<int[]> b) {
    return interval(drawn -> a.applyAsDouble(drawn) - b.applyAsDouble(drawn));
  }

  private int[] draw(SplittableRandom random) {
    int[][] chosen = new int[members.length][];
    for (int g = 0; g < members.length; g++) {
      chosen[g] = members[random.nextInt(members.length)];
    }
    int count = 0;
    for (int[] group : chosen) {
      count += group.length;
    }
    int[] drawn = new int[count];
    int at = 0;
    for (int[] group : chosen) {
      System.arraycopy(group, 0, drawn, at, group.length);
      at += group.length;
    }
    return drawn;
  }

  /** The statistic without one group, for each group. */
  private double[] jackknife(ToDoubleFunction<int[]> statistic) {
    double[] leftOut = new double[members.length];
    for (int g = 0; g < members.length; g++) {
      int out = g;
      leftOut[g] =
          statistic.applyAsDouble(
              IntStream.range(0, members.length)
                  .filter(other -> other != out)
                  .flatMap(other -> Arrays.stream(members[other]))
                  .toArray());
    }
    return leftOut;
  }
}
