package io.lacuna.trainer.corpus;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Counts what went into a feed, for its manifest. */
final class FeedTally {
  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;

  void add(String kind, String name) {
    counts.computeIfAbsent(kind, k -> new TreeMap<>()).merge(name, 1, Integer::sum);
  }

  void eventTime(Instant time) {
    first = time.isBefore(first) ? time : first;
    last = time.isAfter(last) ? time : last;
  }

  Map<String, Map<String, Integer>> counts() {
    return counts;
  }

  Instant firstEventTime() {
    return first;
  }

  Instant lastEventTime() {
    return last;
  }
}
