package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.SlotState;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * When each open window is due, by event time and by wall clock. A function of the stored windows:
 * built in memory, rebuilt from the store on start, never stored itself.
 */
final class Deadlines {

  /** A window that is due at an instant. */
  record Due(long atMs, String subject, String windowId) {
    static final Comparator<Due> ORDER =
        Comparator.comparingLong(Due::atMs)
            .thenComparing(Due::subject)
            .thenComparing(Due::windowId);
  }

  private final WindowPolicy policy;
  private final Map<Modality, TreeSet<Due>> awaited = new EnumMap<>(Modality.class);
  private final Map<Modality, TreeSet<Due>> awaitedByWall = new EnumMap<>(Modality.class);
  private final TreeSet<Due> retained = new TreeSet<>(Due.ORDER);
  private final TreeSet<Due> retainedByWall = new TreeSet<>(Due.ORDER);

  Deadlines(WindowPolicy policy) {
    this.policy = policy;
    for (Modality m : policy.expected()) {
      awaited.put(m, new TreeSet<>(Due.ORDER));
      awaitedByWall.put(m, new TreeSet<>(Due.ORDER));
    }
  }

  void add(String subject, OpenWindow w) {
    change(subject, w, true);
  }

  /** Must see the window exactly as it was added. */
  void remove(String subject, OpenWindow w) {
    change(subject, w, false);
  }

  private void change(String subject, OpenWindow w, boolean add) {
    for (Modality m : policy.expected()) {
      if (!w.getIsFinal() && slot(w, m) == SlotState.WAITING) {
        long deadline = policy.deadline(m, w.getEnd(), w.getFirstEventTime());
        put(awaited.get(m), deadline, subject, w, add);
        put(awaitedByWall.get(m), onWall(w, deadline), subject, w, add);
      }
    }
    long end = policy.retainedUntil(w.getEnd());
    put(retained, end, subject, w, add);
    // a silent topic says nothing of what its sender still holds back: remember finals longer
    long remembered = w.getIsFinal() ? policy.remember().toMillis() : 0;
    put(retainedByWall, onWall(w, end) + remembered, subject, w, add);
  }

  /** The oldest window that waits for the modality and whose deadline is at most {@code time}. */
  Due awaitedUntil(Modality m, long time) {
    return headUntil(awaited.get(m), time);
  }

  /** As {@link #awaitedUntil} by wall clock, strictly before {@code time}. */
  Due awaitedByWallBefore(Modality m, long time) {
    return headUntil(awaitedByWall.get(m), time - 1);
  }

  Due retainedUntil(long time) {
    return headUntil(retained, time);
  }

  /** The windows whose retention by wall clock ended before {@code time}, oldest first. */
  Iterable<Due> retainedByWallBefore(long time) {
    return retainedByWall.headSet(new Due(time, "", ""));
  }

  /** The wall instant that corresponds to an event time of the window. */
  static long onWall(OpenWindow w, long eventTimeMs) {
    return w.getFirstSeen() + (eventTimeMs - w.getFirstEventTime());
  }

  private static SlotState slot(OpenWindow w, Modality m) {
    return w.getSlots().get(m.ordinal()).getState();
  }

  private static void put(TreeSet<Due> set, long at, String subject, OpenWindow w, boolean add) {
    Due due = new Due(at, subject, w.getWindowId());
    if (add) {
      set.add(due);
    } else {
      set.remove(due);
    }
  }

  private static Due headUntil(TreeSet<Due> set, long time) {
    if (set.isEmpty() || set.first().atMs() > time) {
      return null;
    }
    return set.first();
  }
}
