package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
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

  /**
   * A window that is due at an instant.
   *
   * @param atMs the instant, by the clock of its set
   * @param eventMs the same instant as event time of the window
   */
  record Due(long atMs, long eventMs, String subject, String windowId) {
    static final Comparator<Due> ORDER =
        Comparator.comparingLong(Due::atMs)
            .thenComparing(Due::subject)
            .thenComparing(Due::windowId);
  }

  /** Instants of one kind, by both clocks. */
  static final class Line {
    private final TreeSet<Due> byEventTime = new TreeSet<>(Due.ORDER);
    private final TreeSet<Due> byWall = new TreeSet<>(Due.ORDER);

    /** The oldest window whose instant is at most {@code time}, or null. */
    Due until(long time) {
      return byEventTime.isEmpty() || byEventTime.first().atMs() > time
          ? null
          : byEventTime.first();
    }

    /** The windows whose instant on the wall clock lies before {@code time}, oldest first. */
    Iterable<Due> byWallBefore(long time) {
      return byWall.headSet(new Due(time, 0, "", ""));
    }

    /** The oldest of {@link #byWallBefore}, or null. */
    Due firstByWallBefore(long time) {
      return byWall.isEmpty() || byWall.first().atMs() >= time ? null : byWall.first();
    }

    private void change(String subject, OpenWindow w, long at, long remembered, boolean add) {
      put(byEventTime, new Due(at, at, subject, w.getWindowId()), add);
      put(byWall, new Due(onWall(w, at) + remembered, at, subject, w.getWindowId()), add);
    }

    private static void put(TreeSet<Due> set, Due due, boolean add) {
      if (add) {
        set.add(due);
      } else {
        set.remove(due);
      }
    }
  }

  private final WindowPolicy policy;
  private final Map<Modality, Line> awaited = new EnumMap<>(Modality.class);
  private final Map<Modality, Line> early = new EnumMap<>(Modality.class);
  private final Line retained = new Line();

  Deadlines(WindowPolicy policy) {
    this.policy = policy;
    for (Modality m : Modality.values()) {
      awaited.put(m, new Line());
      early.put(m, new Line());
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
    for (Modality m : policy.expected(w)) {
      Slot slot = Slots.of(w, m);
      if (!w.getIsFinal() && Slots.isAwaited(slot)) {
        awaited.get(m).change(subject, w, policy.deadline(m, w), 0, add);
        if (policy.emit().isEarly() && slot.getState() == SlotState.WAITING) {
          early.get(m).change(subject, w, policy.earlyAt(w), 0, add);
        }
      }
    }
    // a silent topic says nothing of what its sender still holds back: remember finals longer
    long remembered = w.getIsFinal() ? policy.remember().toMillis() : 0;
    retained.change(subject, w, policy.retainedUntil(w.getEnd()), remembered, add);
  }

  /** When to stop waiting for the modality, per window that waits for it. */
  Line awaited(Modality m) {
    return awaited.get(m);
  }

  /** When the early wait for the modality is over, per window that waits for it. */
  Line early(Modality m) {
    return early.get(m);
  }

  /** When nothing can change a window any more; by wall clock, when it may be forgotten. */
  Line retained() {
    return retained;
  }

  /** The wall instant that corresponds to an event time of the window. */
  static long onWall(OpenWindow w, long eventTimeMs) {
    return w.getFirstSeen() + (eventTimeMs - w.getFirstEventTime());
  }
}
