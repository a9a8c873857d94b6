package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import io.lacuna.schema.state.HeldSample;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import java.util.Comparator;
import java.util.List;

/** How two open sessions of a subject become one. */
final class Sessions {
  /** Emitted before silent, then the earlier start; starts of a subject's sessions differ. */
  private static final Comparator<OpenWindow> SURVIVAL =
      Comparator.<OpenWindow, Boolean>comparing(w -> w.getNextRevision() == 0)
          .thenComparingLong(OpenWindow::getStart);

  private final WindowPolicy policy;
  private final WindowLocator locator;

  Sessions(WindowPolicy policy, WindowLocator locator) {
    this.policy = policy;
    this.locator = locator;
  }

  static OpenWindow survivor(List<OpenWindow> open) {
    return open.stream().min(SURVIVAL).orElseThrow();
  }

  /** Moves what a session holds into the surviving one; true when that one's samples changed. */
  boolean absorb(OpenWindow survivor, OpenWindow other, Ledger ledger) {
    locator.include(survivor, other.getFirstEventTime(), other.getLastEventTime());
    survivor.setFirstSeen(Math.min(survivor.getFirstSeen(), other.getFirstSeen()));
    if (survivor.getSite() == null) {
      survivor.setSite(other.getSite());
    }
    if (survivor.getSubjectKind() == null) {
      survivor.setSubjectKind(other.getSubjectKind());
    }
    boolean changed = false;
    for (Modality m : Modality.values()) {
      changed |= absorb(Slots.of(survivor, m), Slots.of(other, m), m, ledger);
    }
    return changed;
  }

  private boolean absorb(Slot into, Slot from, Modality m, Ledger ledger) {
    List<HeldSample> sound = Slots.sound(from);
    if (!sound.isEmpty()) {
      return Slots.hold(into, sound, m, policy.choice(m), ledger);
    }
    if (!Slots.sound(into).isEmpty() || furtherness(from) <= furtherness(into)) {
      return false;
    }
    into.setState(from.getState());
    into.setReason(from.getReason());
    into.setSamples(from.getSamples());
    return from.getState() == SlotState.ABSENT || from.getState() == SlotState.BROKEN;
  }

  private static int furtherness(Slot slot) {
    return switch (slot.getState()) {
      case WAITING -> 0;
      case OVERDUE -> 1;
      case MISSING -> 2;
      case ABSENT -> 3;
      case BROKEN -> 4;
      case PRESENT -> 5;
    };
  }
}
