package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import io.lacuna.schema.state.SubjectWindows;
import java.util.ArrayList;
import java.util.List;

/** Finds or makes the window of an arrival. Pure functions of policy, arrival and state. */
final class WindowLocator {
  private final WindowPolicy policy;
  private final long sizeMs;

  WindowLocator(WindowPolicy policy) {
    this.policy = policy;
    this.sizeMs = policy.size().toMillis();
  }

  /** The window the arrival belongs to, or null when none is open. */
  OpenWindow find(SubjectWindows subject, Arrival a) {
    for (OpenWindow w : subject.getWindows()) {
      boolean mine =
          switch (policy.kind()) {
            case CORRELATED -> w.getWindowId().equals(correlation(a));
            case TUMBLING -> w.getStart() == aligned(a.eventTimeMs());
            case FROM_FIRST -> Math.abs(a.eventTimeMs() - w.getStart()) < sizeMs;
          };
      if (mine) {
        return w;
      }
    }
    return null;
  }

  /** A new, empty window for the arrival. */
  OpenWindow create(Arrival a, long wallMs) {
    long start = start(a);
    List<Slot> slots = new ArrayList<>();
    for (Modality ignored : Modality.values()) {
      slots.add(Slot.newBuilder().setState(SlotState.WAITING).build());
    }
    return OpenWindow.newBuilder()
        .setWindowId(windowId(a))
        .setStart(start)
        .setEnd(start + sizeMs)
        .setSite(a.site())
        .setFirstEventTime(a.eventTimeMs())
        .setFirstSeen(wallMs)
        .setNextRevision(0)
        .setIsFinal(false)
        .setSlots(slots)
        .build();
  }

  /** Takes an earlier event into the window's times. Correlated windows start at their first. */
  void include(OpenWindow w, Arrival a) {
    if (a.eventTimeMs() < w.getFirstEventTime()) {
      w.setFirstEventTime(a.eventTimeMs());
      if (policy.kind() == WindowPolicy.Kind.CORRELATED) {
        w.setStart(a.eventTimeMs());
        w.setEnd(a.eventTimeMs() + sizeMs);
      }
    }
    if (w.getSite() == null) {
      w.setSite(a.site());
    }
  }

  String windowId(Arrival a) {
    return policy.kind() == WindowPolicy.Kind.CORRELATED ? correlation(a) : Long.toString(start(a));
  }

  long start(Arrival a) {
    return policy.kind() == WindowPolicy.Kind.TUMBLING ? aligned(a.eventTimeMs()) : a.eventTimeMs();
  }

  /**
   * The earliest end that a window of this arrival could have had. Once its retention is over, a
   * window that held the arrival may have been final and forgotten.
   */
  long earliestEnd(Arrival a) {
    return policy.kind() == WindowPolicy.Kind.TUMBLING
        ? aligned(a.eventTimeMs()) + sizeMs
        : a.eventTimeMs();
  }

  private long aligned(long eventTimeMs) {
    return Math.floorDiv(eventTimeMs, sizeMs) * sizeMs;
  }

  /** Without a correlation id the subject itself is the correlation: an utterance is its own. */
  private static String correlation(Arrival a) {
    return a.correlationId() == null ? a.subject() : a.correlationId();
  }
}
