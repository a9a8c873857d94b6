package io.lacuna.app.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts by key, since the start and over the last minutes. Keys past {@value #KEYS} are not
 * counted. Not thread-safe.
 *
 * @param <K> what is counted
 */
final class RecentCounts<K> {
  static final long RECENT_MS = 300_000;
  static final int KEYS = 1_000;
  private static final long SLICE_MS = 10_000;

  private record Slice<K>(long number, Map<K, Long> counts) {}

  private final Map<K, Long> total = new HashMap<>();
  private final Deque<Slice<K>> slices = new ArrayDeque<>(); // oldest first

  void add(K key, long by, long nowMs) {
    if (by == 0 || total.size() == KEYS && !total.containsKey(key)) {
      return;
    }
    total.merge(key, by, Long::sum);
    forget(nowMs);
    long number = nowMs / SLICE_MS;
    if (slices.isEmpty() || slices.getLast().number() < number) {
      slices.addLast(new Slice<>(number, new HashMap<>()));
    }
    slices.getLast().counts().merge(key, by, Long::sum);
  }

  /** All keys ever counted, since the start. */
  Map<K, Long> total() {
    return total;
  }

  /** Over the last five minutes, to ten seconds. */
  Map<K, Long> recent(long nowMs) {
    forget(nowMs);
    Map<K, Long> sum = new HashMap<>();
    slices.forEach(s -> s.counts().forEach((k, n) -> sum.merge(k, n, Long::sum)));
    return sum;
  }

  private void forget(long nowMs) {
    while (!slices.isEmpty()
        && slices.getFirst().number() <= Math.floorDiv(nowMs - RECENT_MS, SLICE_MS)) {
      slices.removeFirst();
    }
  }
}
