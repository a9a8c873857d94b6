package io.lacuna.app.window;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.HeldSample;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import java.util.List;
import java.util.Optional;

/**
 * The part of the window rule that takes the outcome of decoding a payload. Decoding happens after
 * the decision to emit, so the outcome comes back as an event of its own.
 */
public final class PayloadErrors {
  private PayloadErrors() {}

  /**
   * Why a modality is absent whose payload cannot be used: MASKED, which FHIR has for security and
   * privacy, when its subject was forgotten; ERROR for all else.
   */
  public static AbsenceReason absence(RejectReason why) {
    return why == RejectReason.KEY_DELETED ? AbsenceReason.MASKED : AbsenceReason.ERROR;
  }

  /** The window with this id, if it is there. */
  public static Optional<OpenWindow> find(List<OpenWindow> windows, String windowId) {
    return windows.stream().filter(w -> w.getWindowId().equals(windowId)).findFirst();
  }

  /** The window that holds the sample by now, if one does. */
  public static Optional<OpenWindow> holder(List<OpenWindow> windows, SampleRef ref) {
    return windows.stream().filter(w -> held(w, ref).isPresent()).findFirst();
  }

  /**
   * Takes the sample out of what can be scored; without another sample its modality is absent with
   * the reason of {@link #absence}.
   *
   * @param holder the window that holds the sample, if one does
   * @param why it cannot be used
   * @param previous the result before, of the window whose scoring met the broken payload, or null
   * @return false when that the payload is broken is known already
   */
  public static boolean markBroken(
      Optional<OpenWindow> holder, SampleRef ref, RejectReason why, Prediction previous) {
    boolean known = previous != null && previous.getBrokenInputs().contains(ref);
    if (holder.isEmpty()) {
      return !known;
    }
    Slot slot = Slots.of(holder.get(), ref.getModality());
    HeldSample sample = held(holder.get(), ref).orElseThrow();
    if (sample.getBroken()) {
      return false;
    }
    sample.setBroken(true);
    if (Slots.sound(slot).isEmpty()) {
      slot.setState(SlotState.BROKEN);
      slot.setReason(absence(why));
    }
    return !known;
  }

  private static Optional<HeldSample> held(OpenWindow w, SampleRef ref) {
    return Slots.of(w, ref.getModality()).getSamples().stream().filter(s -> is(s, ref)).findFirst();
  }

  private static boolean is(HeldSample s, SampleRef ref) {
    return s.getPartition() == ref.getPartition() && s.getOffset() == ref.getOffset();
  }
}
