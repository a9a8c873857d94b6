package io.lacuna.app.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The latest row per subject and window, bounded, and what they add up to. Not thread-safe. */
final class LiveRows {
  private final int maxSubjects;
  private final int maxRows;
  private final Map<String, LivePrediction> byKey = new LinkedHashMap<>(); // oldest first
  private final Map<String, Integer> rowsOfSubject = new HashMap<>();
  private final Map<String, Map<String, Integer>> presence = new TreeMap<>();

  /** Past either bound the rows that changed longest ago go. */
  LiveRows(int maxSubjects, int maxRows) {
    this.maxSubjects = maxSubjects;
    this.maxRows = maxRows;
  }

  /** Keeps {@code row}, unless a higher revision is known: false then. */
  boolean put(LivePrediction row) {
    LivePrediction known = byKey.get(row.key());
    if (known != null && known.revision() > row.revision()) {
      return false;
    }
    if (known != null) {
      count(byKey.remove(row.key()), -1);
    }
    byKey.put(row.key(), row);
    count(row, 1);
    while (rowsOfSubject.size() > maxSubjects || byKey.size() > maxRows) {
      count(byKey.remove(byKey.keySet().iterator().next()), -1);
    }
    return true;
  }

  /** At most {@code max} rows, the one that changed last first. */
  List<LivePrediction> newest(int max) {
    List<LivePrediction> rows = new ArrayList<>(byKey.values());
    List<LivePrediction> last =
        new ArrayList<>(rows.subList(Math.max(0, rows.size() - max), rows.size()));
    Collections.reverse(last);
    return last;
  }

  int subjects() {
    return rowsOfSubject.size();
  }

  int rows() {
    return byKey.size();
  }

  /** Rows per pipeline and presence letters. */
  Map<String, Map<String, Integer>> presence() {
    Map<String, Map<String, Integer>> copy = new TreeMap<>();
    presence.forEach((pipeline, counts) -> copy.put(pipeline, new TreeMap<>(counts)));
    return copy;
  }

  private void count(LivePrediction row, int by) {
    add(rowsOfSubject, row.subject(), by);
    add(presence.computeIfAbsent(row.pipeline(), p -> new TreeMap<>()), row.presence(), by);
  }

  private static void add(Map<String, Integer> counts, String what, int by) {
    counts.merge(what, by, (a, b) -> a + b == 0 ? null : a + b);
  }
}
