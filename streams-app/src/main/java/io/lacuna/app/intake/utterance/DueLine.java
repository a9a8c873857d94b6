package io.lacuna.app.intake.utterance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** When each of some things is due, by event time and by wall clock. */
final class DueLine<K extends Comparable<K>> {

  /** Something that is due at an instant, by the clock of its set. */
  private record Due<K>(long atMs, K key) {}

  private record Instants(long eventMs, long wallMs) {}

  private final TreeSet<Due<K>> byEventTime = new TreeSet<>(DueLine.<K>order());
  private final TreeSet<Due<K>> byWall = new TreeSet<>(DueLine.<K>order());
  private final Map<K, Instants> known = new HashMap<>();

  private static <K extends Comparable<K>> Comparator<Due<K>> order() {
    return Comparator.<Due<K>>comparingLong(Due::atMs).thenComparing(Due::key);
  }

  void put(K key, long eventMs, long wallMs) {
    remove(key);
    known.put(key, new Instants(eventMs, wallMs));
    byEventTime.add(new Due<>(eventMs, key));
    byWall.add(new Due<>(wallMs, key));
  }

  void remove(K key) {
    Instants instants = known.remove(key);
    if (instants != null) {
      byEventTime.remove(new Due<>(instants.eventMs(), key));
      byWall.remove(new Due<>(instants.wallMs(), key));
    }
  }

  int size() {
    return known.size();
  }

  /** What is due at {@code timeMs} of event time or before, the oldest first. */
  List<K> untilEventTime(long timeMs) {
    return until(byEventTime, timeMs);
  }

  /** What is due on the wall clock before {@code timeMs}, the oldest first. */
  List<K> beforeWall(long timeMs) {
    return until(byWall, timeMs - 1);
  }

  private static <K> List<K> until(TreeSet<Due<K>> set, long timeMs) {
    List<K> due = new ArrayList<>();
    for (Due<K> d : set) {
      if (d.atMs() > timeMs) {
        break;
      }
      due.add(d.key());
    }
    return due;
  }
}
