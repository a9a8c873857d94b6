package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
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

  /** The windows the arrival fits, open or final, in the order in which they were opened. */
  List<OpenWindow> fitting(List<OpenWindow> windows, Arrival a) {
    List<OpenWindow> fitting = new ArrayList<>(1);
    for (OpenWindow w : windows) {
      if (fits(w, a)) {
        fitting.add(w);
      }
    }
    return fitting;
  }

  private boolean fits(OpenWindow w, Arrival a) {
    long t = a.eventTimeMs();
    return switch (policy.kind()) {
      case CORRELATED -> w.getWindowId().equals(correlation(a));
      case TUMBLING -> w.getStart() == aligned(t);
      case FROM_FIRST -> Math.abs(t - w.getStart()) < sizeMs;
      case SESSION -> t > w.getFirstEventTime() - sizeMs && t < w.getLastEventTime() + sizeMs;
    };
  }

  /** False when a correlated window would span its size or more with the arrival. */
  boolean covers(OpenWindow w, Arrival a) {
    long first = Math.min(w.getFirstEventTime(), a.eventTimeMs());
    long last = Math.max(w.getLastEventTime(), a.eventTimeMs());
    return policy.kind() != WindowPolicy.Kind.CORRELATED || last - first < sizeMs;
  }

  /** A new, empty window for the arrival. */
  OpenWindow create(Arrival a, long wallMs) {
    long start = start(a);
    List<Slot> slots = new ArrayList<>();
    for (Modality ignored : Modality.values()) {
      slots.add(
          Slot.newBuilder().setState(SlotState.WAITING).setSamples(new ArrayList<>()).build());
    }
    return OpenWindow.newBuilder()
        .setWindowId(windowId(a))
        .setStart(start)
        .setEnd(start + sizeMs)
        .setSite(a.site())
        .setSubjectKind(a.subjectKind())
        .setFirstEventTime(a.eventTimeMs())
        .setLastEventTime(a.eventTimeMs())
        .setFirstSeen(wallMs)
        .setNextRevision(0)
        .setHasVerdict(false)
        .setIsFinal(false)
        .setSlots(slots)
        .build();
  }

  /** Takes an event into the window's times. */
  void include(OpenWindow w, Arrival a) {
    include(w, a.eventTimeMs(), a.eventTimeMs());
    if (w.getSite() == null) {
      w.setSite(a.site());
    }
    if (w.getSubjectKind() == null) {
      w.setSubjectKind(a.subjectKind());
    }
  }

  /** Takes a stretch of event time into the window's times. */
  void include(OpenWindow w, long firstMs, long lastMs) {
    w.setFirstEventTime(Math.min(w.getFirstEventTime(), firstMs));
    w.setLastEventTime(Math.max(w.getLastEventTime(), lastMs));
    switch (policy.kind()) {
      case CORRELATED -> {
        w.setStart(w.getFirstEventTime());
        w.setEnd(w.getFirstEventTime() + sizeMs);
      }
      case SESSION -> {
        w.setStart(w.getFirstEventTime());
        w.setEnd(w.getLastEventTime() + sizeMs);
      }
      case TUMBLING, FROM_FIRST -> {
        // these stand where they were opened
      }
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
    return switch (policy.kind()) {
      case TUMBLING -> aligned(a.eventTimeMs()) + sizeMs;
      case SESSION -> a.eventTimeMs() + sizeMs;
      case CORRELATED, FROM_FIRST -> a.eventTimeMs() + 1;
    };
  }

  private long aligned(long eventTimeMs) {
    return Math.floorDiv(eventTimeMs, sizeMs) * sizeMs;
  }

  /** Without a correlation id the subject itself is the correlation: an utterance is its own. */
  private static String correlation(Arrival a) {
    return a.correlationId() == null ? a.subject() : a.correlationId();
  }
}
