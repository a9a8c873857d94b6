package io.lacuna.trainer.loop;

import io.lacuna.trainer.plan.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Order of an epoch: records are shuffled, cut into windows of some batches, put in order of
 * likeness inside each window, cut into batches, and the batches of a window shuffled. So batches
 * need little padding and still differ from epoch to epoch.
 */
final class Batches {
  private static final int WINDOW = 16;

  private Batches() {}

  static List<int[]> of(int records, int batchSize, IntToLongFunction likeness, Draws draws) {
    int[] order = draws.order(records);
    long[] key = IntStream.range(0, records).mapToLong(likeness).toArray();
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < records; from += WINDOW * batchSize) {
      int[] window =
          Arrays.stream(order, from, Math.min(records, from + WINDOW * batchSize))
              .boxed()
              .sorted(Comparator.comparingLong(r -> key[r]))
              .mapToInt(Integer::intValue)
              .toArray();
      List<int[]> cut =
          IntStream.range(0, (window.length + batchSize - 1) / batchSize)
              .mapToObj(
                  b ->
                      Arrays.copyOfRange(
                          window, b * batchSize, Math.min(window.length, (b + 1) * batchSize)))
              .toList();
      IntStream.of(draws.order(cut.size())).mapToObj(cut::get).forEach(batches::add);
    }
    return batches;
  }
}
