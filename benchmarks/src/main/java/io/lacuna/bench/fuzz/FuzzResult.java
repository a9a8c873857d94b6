package io.lacuna.bench.fuzz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the inputs of one target ended in. One thread at a time writes it. */
final class FuzzResult {
  private final Map<String, Long> outcomes = new TreeMap<>();
  private final Map<String, Finding> first = new LinkedHashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private long longestNanos;
  private long mostAllocated;

  synchronized void outcome(String word) {
    outcomes.merge(word, 1L, Long::sum);
  }

  synchronized void found(Finding finding) {
    first.putIfAbsent(finding.cause(), finding);
    counts.merge(finding.cause(), 1L, Long::sum);
  }

  /** What one input cost, whatever it ended in. */
  synchronized void cost(long nanos, long allocated) {
    longestNanos = Math.max(longestNanos, nanos);
    mostAllocated = Math.max(mostAllocated, allocated);
  }

  /** Inputs by reason word, {@link FuzzTarget#ACCEPTED} among them; findings are none of them. */
  synchronized Map<String, Long> outcomes() {
    return new TreeMap<>(outcomes);
  }

  synchronized long accepted() {
    return outcomes.getOrDefault(FuzzTarget.ACCEPTED, 0L);
  }

  synchronized long executions() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum()
        + counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The first of each cause. */
  synchronized List<Finding> findings() {
    return new ArrayList<>(first.values());
  }

  synchronized long count(Finding finding) {
    return counts.get(finding.cause());
  }

  synchronized long count(Finding.Kind kind) {
    return first.values().stream().filter(f -> f.kind() == kind).mapToLong(this::count).sum();
  }

  synchronized double longestMs() {
    return longestNanos / 1e6;
  }

  synchronized long mostAllocated() {
    return mostAllocated;
  }
}
