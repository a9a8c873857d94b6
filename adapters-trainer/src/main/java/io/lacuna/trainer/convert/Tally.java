package io.lacuna.trainer.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was done to values and left out, counted, for people and for the data set's note. */
final class Tally {
  private final Map<String, Long> counts = new TreeMap<>();

  void add(String what) {
    add(what, 1);
  }

  void add(String what, long count) {
    if (count > 0) {
      counts.merge(what, count, Long::sum);
    }
  }

  /** One line each, e.g. {@code audio values that were not finite, set to 0: 3}. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    counts.forEach((what, count) -> lines.add(what + ": " + count));
    return lines;
  }
}
