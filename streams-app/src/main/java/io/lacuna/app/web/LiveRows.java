package io.lacuna.app.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The latest row per subject and window with its last revisions, bounded, and what the rows add up
 * to. Not thread-safe.
 */
final class LiveRows {
  /** Revisions kept of a window. */
  static final int REVISIONS = 16;

  private record Entry(LivePrediction row, Deque<LiveRevision> revisions) {}

  private final int maxSubjects;
  private final int maxRows;
  private final Map<String, Entry> byKey = new LinkedHashMap<>(); // oldest first
  private final Map<String, Integer> rowsOfSubject = new HashMap<>();
  private final Map<String, Map<String, Integer>> presence = new TreeMap<>();
  private int revisions;

  /**
   * Past either bound the rows that changed longest ago go, and past two revisions a row on
   * average.
   */
  LiveRows(int maxSubjects, int maxRows) {
    this.maxSubjects = maxSubjects;
    this.maxRows = maxRows;
  }

  /** Keeps {@code row}, unless a higher revision is known: false then. */
  boolean put(LivePrediction row, LiveRevision revision) {
    Entry known = byKey.get(row.key());
    if (known != null && known.row().revision() > row.revision()) {
      return false;
    }
    Deque<LiveRevision> history = known == null ? new ArrayDeque<>(2) : known.revisions();
    if (known != null) {
      remove(row.key());
      if (known.row().revision() == row.revision()) {
        history.removeLast(); // told twice
      }
    }
    history.addLast(revision);
    if (history.size() > REVISIONS) {
      history.removeFirst();
    }
    byKey.put(row.key(), new Entry(row, history));
    count(row, 1);
    revisions += history.size();
    while (rowsOfSubject.size() > maxSubjects
        || byKey.size() > maxRows
        || revisions > 2 * maxRows) {
      remove(byKey.keySet().iterator().next());
    }
    return true;
  }

  private void remove(String key) {
    Entry gone = byKey.remove(key);
    count(gone.row(), -1);
    revisions -= gone.revisions().size();
  }

  /** At most {@code max} rows, the one that changed last first. */
  List<LivePrediction> newest(int max) {
    List<LivePrediction> last = new ArrayList<>(max);
    int skipped = byKey.size() - max;
    for (Entry e : byKey.values()) {
      if (skipped-- <= 0) {
        last.add(e.row());
      }
    }
    Collections.reverse(last);
    return last;
  }

  /** The window with this key; empty when it was never known or is forgotten. */
  Optional<LivePrediction> row(String key) {
    return Optional.ofNullable(byKey.get(key)).map(Entry::row);
  }

  /** The last revisions of a known window, the oldest first. */
  List<LiveRevision> revisions(String key) {
    return List.copyOf(byKey.get(key).revisions());
  }

  /** The other windows of the row's subject in its pipeline, the one that changed last first. */
  List<LivePrediction> others(LivePrediction row, int max) {
    return newest(byKey.size()).stream()
        .filter(
            r ->
                r.subject().equals(row.subject())
                    && r.pipeline().equals(row.pipeline())
                    && !r.key().equals(row.key()))
        .limit(max)
        .toList();
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
