package io.lacuna.app.window;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.HeldSample;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What came for one modality of a window: rules over the stored slot. */
final class Slots {
  private Slots() {}

  static Slot of(OpenWindow w, Modality m) {
    return w.getSlots().get(m.ordinal());
  }

  /** Still waited for. */
  static boolean isAwaited(Slot slot) {
    return slot.getState() == SlotState.WAITING || slot.getState() == SlotState.OVERDUE;
  }

  /** Present, broken, or announced absent for good. */
  static boolean isSettled(Slot slot) {
    return !isAwaited(slot) && slot.getState() != SlotState.MISSING;
  }

  static boolean isDuplicate(Slot slot, Arrival a) {
    if (!a.isMarker()) {
      for (HeldSample s : slot.getSamples()) {
        if (s.getEventTime() == a.eventTimeMs()
            && s.getSha256().equals(ByteBuffer.wrap(a.sha256()))) {
          return true;
        }
      }
    }
    return false;
  }

  /** The samples that can be scored. */
  static List<HeldSample> sound(Slot slot) {
    List<HeldSample> sound = new ArrayList<>(slot.getSamples().size());
    for (HeldSample s : slot.getSamples()) {
      if (!s.getBroken()) {
        sound.add(s);
      }
    }
    return sound;
  }

  /** Puts a sample into the slot; true when what is held changed. */
  static boolean hold(Slot slot, Arrival a, SampleChoice choice, Ledger ledger) {
    ledger.open(a.modality());
    HeldSample sample =
        new HeldSample(
            a.partition(),
            a.offset(),
            a.eventTimeMs(),
            ByteBuffer.wrap(a.sha256()),
            a.quality(),
            false,
            false);
    return hold(slot, List.of(sample), a.modality(), choice, ledger);
  }

  /** Puts samples into the slot; what loses was superseded, unless it was used before. */
  static boolean hold(
      Slot slot, List<HeldSample> more, Modality m, SampleChoice choice, Ledger ledger) {
    List<HeldSample> before = sound(slot);
    List<HeldSample> held = new ArrayList<>(before);
    held.addAll(more);
    while (held.size() > choice.most()) {
      HeldSample loser = choice.loser(held);
      held.remove(loser);
      if (!loser.getUsed()) {
        ledger.openToSuperseded(m);
      }
    }
    held.sort(SampleChoice.BY_TIME);
    if (held.equals(before)) {
      return false;
    }
    List<HeldSample> all = new ArrayList<>(broken(slot, choice.most()));
    all.addAll(held);
    all.sort(SampleChoice.BY_TIME);
    slot.setSamples(all);
    slot.setState(SlotState.PRESENT);
    slot.setReason(null);
    return true;
  }

  /** The latest broken samples, kept so that their repetitions are known. */
  static List<HeldSample> broken(Slot slot, int most) {
    List<HeldSample> broken = slot.getSamples().stream().filter(HeldSample::getBroken).toList();
    return broken.subList(Math.max(0, broken.size() - most), broken.size());
  }

  /**
   * Takes an absence marker; true when the observation changed. A marker never takes a sample back;
   * one after which a sample may still come does not settle the modality.
   */
  static boolean mark(Slot slot, AbsenceReason reason) {
    boolean held = slot.getState() == SlotState.PRESENT || slot.getState() == SlotState.BROKEN;
    boolean terminal = reason != AbsenceReason.TEMP_UNKNOWN && reason != AbsenceReason.UNKNOWN;
    boolean settled = slot.getState() == SlotState.ABSENT;
    if (held || (settled && (!terminal || slot.getReason() == reason))) {
      return false;
    }
    slot.setReason(reason);
    if (!terminal) {
      return false;
    }
    slot.setState(SlotState.ABSENT);
    return true;
  }
}
