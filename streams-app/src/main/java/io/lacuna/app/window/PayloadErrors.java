package io.lacuna.app.window;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.HeldSample;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import io.lacuna.schema.state.SubjectWindows;
import java.util.Optional;

/**
 * The part of the window rule that takes the outcome of decoding a payload. Decoding happens after
 * the decision to emit, so the outcome comes back as an event of its own.
 */
public final class PayloadErrors {
  private PayloadErrors() {}

  /** The subject's window with this id, if it is there. */
  public static Optional<OpenWindow> find(SubjectWindows subject, String windowId) {
    return subject == null
        ? Optional.empty()
        : subject.getWindows().stream().filter(w -> w.getWindowId().equals(windowId)).findFirst();
  }

  /**
   * Takes the sample out of what can be scored, in whichever window of the subject holds it by now;
   * without another sample its modality is absent with reason ERROR.
   *
   * @param previous the result before, of the window whose scoring met the broken payload, or null
   * @return false when that the payload is broken is known already
   */
  public static boolean markBroken(SubjectWindows subject, SampleRef ref, Prediction previous) {
    boolean known = previous != null && previous.getBrokenInputs().contains(ref);
    Optional<Slot> holder =
        subject == null
            ? Optional.empty()
            : subject.getWindows().stream()
                .map(w -> Slots.of(w, ref.getModality()))
                .filter(slot -> slot.getSamples().stream().anyMatch(s -> is(s, ref)))
                .findFirst();
    if (holder.isEmpty()) {
      return !known;
    }
    Slot slot = holder.get();
    HeldSample sample =
        slot.getSamples().stream().filter(s -> is(s, ref)).findFirst().orElseThrow();
    if (sample.getBroken()) {
      return false;
    }
    sample.setBroken(true);
    if (Slots.sound(slot).isEmpty()) {
      slot.setState(SlotState.BROKEN);
      slot.setReason(AbsenceReason.ERROR);
    }
    return !known;
  }

  private static boolean is(HeldSample s, SampleRef ref) {
    return s.getPartition() == ref.getPartition() && s.getOffset() == ref.getOffset();
  }
}
