package io.lacuna.app.window;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The windows of a task that wait for something, in the words of the board. */
final class WaitingList {
  private final WindowPolicy policy;
  private final WindowStates states;
  private final Deadlines deadlines;

  WaitingList(WindowPolicy policy, WindowStates states, Deadlines deadlines) {
    this.policy = policy;
    this.states = states;
    this.deadlines = deadlines;
  }

  /**
   * Counts are exact; reads at most {@link WaitingBoard#MOST} subjects, however many windows wait.
   */
  WaitingBoard.Report report(long nowMs) {
    Map<Modality, Integer> lacking = new EnumMap<>(Modality.class);
    TreeSet<Deadlines.Due> next = new TreeSet<>();
    for (Modality m : Modality.values()) {
      Deadlines.Line line = deadlines.awaited(m);
      lacking.put(m, line.size());
      Iterator<Deadlines.Due> nearest = line.byWall();
      for (int i = 0; i < WaitingBoard.MOST && nearest.hasNext(); i++) {
        next.add(nearest.next());
      }
    }
    return new WaitingBoard.Report(nowMs, deadlines.waiting(), lacking, nearest(next));
  }

  private List<WaitingBoard.Waiting> nearest(TreeSet<Deadlines.Due> next) {
    List<WaitingBoard.Waiting> windows = new ArrayList<>();
    Set<List<String>> named = new LinkedHashSet<>();
    for (Deadlines.Due due : next) {
      if (windows.size() == WaitingBoard.MOST) {
        break;
      }
      if (named.add(List.of(due.subject(), due.windowId()))) {
        for (OpenWindow w : states.get(due.subject())) {
          if (w.getWindowId().equals(due.windowId())) {
            windows.add(waiting(due.subject(), w));
          }
        }
      }
    }
    return windows;
  }

  private WaitingBoard.Waiting waiting(String subject, OpenWindow w) {
    List<Modality> present = new ArrayList<>();
    List<WaitingBoard.Lacking> lacking = new ArrayList<>();
    for (Modality m : policy.expected(w)) {
      Slot slot = Slots.of(w, m);
      if (slot.getState() == SlotState.PRESENT) {
        present.add(m);
      } else if (Slots.isAwaited(slot)) {
        long due = policy.deadline(m, w);
        lacking.add(
            new WaitingBoard.Lacking(
                m, Deadlines.onWall(w, due), due, slot.getReason() == AbsenceReason.TEMP_UNKNOWN));
      }
    }
    return new WaitingBoard.Waiting(
        subject,
        w.getWindowId(),
        w.getSite(),
        w.getFirstSeen(),
        w.getNextRevision(),
        present,
        lacking);
  }
}
