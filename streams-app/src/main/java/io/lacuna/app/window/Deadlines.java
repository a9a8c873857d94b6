package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  record Due(long atMs, long eventMs, String subject, String windowId) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int order = Long.compare(atMs, other.atMs);
      if (order == 0) {
        order = subject.compareTo(other.subject);
      }
      return order == 0 ? windowId.compareTo(other.windowId) : order;
    }
  }

  /** Instants of one kind, by both clocks. */
  static final class Line {
    private final TreeSet<Due> byEventTime = new TreeSet<>();
    private final TreeSet<Due> byWall = new TreeSet<>();

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

    int size() {
      return byEventTime.size();
    }

    /** All windows, by their instant on the wall clock, the earliest first. */
    Iterator<Due> byWall() {
      return byWall.iterator();
    }

    private void replace(Key window, Instants before, Instants now) {
      if (before != null) {
        byEventTime.remove(before.byEventTime(window));
        byWall.remove(before.byWall(window));
      }
      if (now != null) {
        byEventTime.add(now.byEventTime(window));
        byWall.add(now.byWall(window));
      }
    }
  }

  private record Key(String subject, String windowId) {}

  /** An instant of a window, by event time and by the wall clock. */
  private record Instants(long eventMs, long wallMs) {
    Due byEventTime(Key window) {
      return new Due(eventMs, eventMs, window.subject(), window.windowId());
    }

    Due byWall(Key window) {
      return new Due(wallMs, eventMs, window.subject(), window.windowId());
    }
  }

  private final WindowPolicy policy;
  private final Map<Modality, Line> awaited = new EnumMap<>(Modality.class);
  private final Map<Modality, Line> early = new EnumMap<>(Modality.class);
  private final Line retained = new Line();
  private final List<Line> lines = new ArrayList<>();

  /** What each window stands with, in the order of the lines; null where it has no such instant. */
  private final Map<Key, Instants[]> known = new HashMap<>();

  private int waiting;

  Deadlines(WindowPolicy policy) {
    this.policy = policy;
    for (Modality m : Modality.values()) {
      awaited.put(m, new Line());
      early.put(m, new Line());
    }
    lines.addAll(awaited.values());
    lines.addAll(early.values());
    lines.add(retained);
  }

  /** Takes the window as it is now, new or changed. */
  void set(String subject, OpenWindow w) {
    Key key = new Key(subject, w.getWindowId());
    Instants[] now = instants(w);
    replace(key, known.put(key, now), now);
  }

  void forget(String subject, OpenWindow w) {
    Key key = new Key(subject, w.getWindowId());
    replace(key, known.remove(key), new Instants[lines.size()]);
  }

  /** Windows that wait for at least one modality. */
  int waiting() {
    return waiting;
  }

  private static int waits(Instants[] of) {
    for (int i = 0; of != null && i < Modality.values().length; i++) {
      if (of[i] != null) {
        return 1;
      }
    }
    return 0;
  }

  private void replace(Key key, Instants[] before, Instants[] now) {
    waiting += waits(now) - waits(before);
    for (int i = 0; i < now.length; i++) {
      Instants old = before == null ? null : before[i];
      // most samples change one of seven
      if (!Objects.equals(old, now[i])) {
        lines.get(i).replace(key, old, now[i]);
      }
    }
  }

  private Instants[] instants(OpenWindow w) {
    Instants[] instants = new Instants[lines.size()];
    int modalities = Modality.values().length;
    for (Modality m : policy.expected(w)) {
      Slot slot = Slots.of(w, m);
      if (!w.getIsFinal() && Slots.isAwaited(slot)) {
        instants[m.ordinal()] = at(w, policy.deadline(m, w), 0);
        if (policy.emit().isEarly() && slot.getState() == SlotState.WAITING) {
          instants[modalities + m.ordinal()] = at(w, policy.earlyAt(w), 0);
        }
      }
    }
    // a silent topic says nothing of what its sender still holds back: remember finals longer
    long remembered = w.getIsFinal() ? policy.remember().toMillis() : 0;
    instants[2 * modalities] = at(w, policy.retainedUntil(w.getEnd()), remembered);
    return instants;
  }

  private static Instants at(OpenWindow w, long eventMs, long remembered) {
    return new Instants(eventMs, onWall(w, eventMs) + remembered);
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
