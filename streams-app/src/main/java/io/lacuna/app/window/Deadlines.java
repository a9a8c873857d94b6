package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

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
    private final int index;
    private final SortedRuns<DueWindow> byEventTime;
    private final SortedRuns<DueWindow> byWall;

    private Line(int index) {
      this.index = index;
      this.byEventTime = new SortedRuns<>(by(eventAt()));
      this.byWall = new SortedRuns<>(by(wallAt()));
    }

    private int eventAt() {
      return 2 * index;
    }

    private int wallAt() {
      return 2 * index + 1;
    }

    /** The order of {@link Due}. */
    private static Comparator<DueWindow> by(int instant) {
      return (a, b) -> {
        int order = Long.compare(a.instants[instant], b.instants[instant]);
        if (order == 0) {
          order = a.subject.compareTo(b.subject);
        }
        return order == 0 ? a.windowId.compareTo(b.windowId) : order;
      };
    }

    /** The oldest window whose instant is at most {@code time}, or null. */
    Due until(long time) {
      DueWindow first = byEventTime.first();
      return first == null || first.instants[eventAt()] > time ? null : first.due(eventAt(), index);
    }

    /** The earliest instant by event time; the greatest long where there is no window. */
    long earliest() {
      DueWindow first = byEventTime.first();
      return first == null ? Long.MAX_VALUE : first.instants[eventAt()];
    }

    /** The windows whose instant on the wall clock lies before {@code time}, oldest first. */
    List<Due> byWallBefore(long time) {
      List<Due> before = new ArrayList<>();
      for (DueWindow e : byWall) {
        if (e.instants[wallAt()] >= time) {
          break;
        }
        before.add(e.due(wallAt(), index));
      }
      return before;
    }

    /** The oldest of {@link #byWallBefore}, or null. */
    Due firstByWallBefore(long time) {
      DueWindow first = byWall.first();
      return first == null || first.instants[wallAt()] >= time ? null : first.due(wallAt(), index);
    }

    int size() {
      return byEventTime.size();
    }

    /** All windows, by their instant on the wall clock, the earliest first. */
    Iterator<Due> byWall() {
      Iterator<DueWindow> entries = byWall.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public Due next() {
          return entries.next().due(wallAt(), index);
        }
      };
    }

    /** Moves the window to other instants: the sets find it by those that it has. */
    private void move(DueWindow window, DueWindow to) {
      long eventMs = to.instants[eventAt()];
      long wallMs = to.instants[wallAt()];
      if (window.instants[eventAt()] == eventMs && window.instants[wallAt()] == wallMs) {
        // most samples change one of seven
        return;
      }
      if (window.has(index)) {
        leave(window);
      }
      window.instants[eventAt()] = eventMs;
      window.instants[wallAt()] = wallMs;
      if (window.has(index)) {
        enter(window);
      }
    }

    private void enter(DueWindow window) {
      byEventTime.add(window);
      byWall.add(window);
    }

    private void leave(DueWindow window) {
      byEventTime.remove(window);
      byWall.remove(window);
    }
  }

  private final WindowPolicy policy;
  private final Map<Modality, Line> awaited = new EnumMap<>(Modality.class);
  private final Map<Modality, Line> early = new EnumMap<>(Modality.class);
  private final Line retained;
  private final List<Line> lines = new ArrayList<>();

  /** The windows as they stand in the lines. */
  private final Map<DueWindow, DueWindow> known = new HashMap<>();

  private int waiting;

  Deadlines(WindowPolicy policy) {
    this.policy = policy;
    for (Modality m : Modality.values()) {
      awaited.put(m, line());
    }
    for (Modality m : Modality.values()) {
      early.put(m, line());
    }
    retained = line();
  }

  private Line line() {
    Line line = new Line(lines.size());
    lines.add(line);
    return line;
  }

  /** Takes the window as it is now, new or changed. */
  void set(String subject, OpenWindow w) {
    DueWindow now = entry(subject, w);
    DueWindow held = known.get(now);
    if (held == null) {
      known.put(now, now);
      waiting += waits(now);
      for (Line line : lines) {
        if (now.has(line.index)) {
          line.enter(now);
        }
      }
    } else {
      waiting += waits(now) - waits(held);
      for (Line line : lines) {
        line.move(held, now);
      }
    }
  }

  void forget(String subject, OpenWindow w) {
    DueWindow held = known.remove(new DueWindow(subject, w.getWindowId(), 0));
    if (held != null) {
      waiting -= waits(held);
      for (Line line : lines) {
        if (held.has(line.index)) {
          line.leave(held);
        }
      }
    }
  }

  /** Windows that wait for at least one modality. */
  int waiting() {
    return waiting;
  }

  private int waits(DueWindow of) {
    for (Line line : awaited.values()) {
      if (of.has(line.index)) {
        return 1;
      }
    }
    return 0;
  }

  private DueWindow entry(String subject, OpenWindow w) {
    DueWindow entry = new DueWindow(subject, w.getWindowId(), lines.size());
    for (Modality m : policy.expected(w)) {
      Slot slot = Slots.of(w, m);
      if (!w.getIsFinal() && Slots.isAwaited(slot)) {
        put(entry, awaited.get(m), w, policy.deadline(m, w), 0);
        if (policy.emit().isEarly() && slot.getState() == SlotState.WAITING) {
          put(entry, early.get(m), w, policy.earlyAt(w), 0);
        }
      }
    }
    // a silent topic says nothing of what its sender still holds back: remember finals longer
    long remembered = w.getIsFinal() ? policy.remember().toMillis() : 0;
    put(entry, retained, w, policy.retainedUntil(w.getEnd()), remembered);
    return entry;
  }

  private static void put(DueWindow entry, Line line, OpenWindow w, long eventMs, long remembered) {
    entry.instants[line.eventAt()] = eventMs;
    entry.instants[line.wallAt()] = onWall(w, eventMs) + remembered;
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
