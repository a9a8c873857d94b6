package io.lacuna.app.window;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.state.OpenWindow;
import io.lacuna.schema.state.Slot;
import io.lacuna.schema.state.SlotState;
import io.lacuna.schema.state.SubjectWindows;

/**
 * The part of the window rule that takes the outcome of decoding a payload. Decoding happens after
 * the decision to emit, so the outcome comes back as an event of its own.
 */
public final class PayloadErrors {
  private PayloadErrors() {}

  /** The subject's window with this id, or null. */
  public static OpenWindow find(SubjectWindows subject, String windowId) {
    if (subject != null) {
      for (OpenWindow w : subject.getWindows()) {
        if (w.getWindowId().equals(windowId)) {
          return w;
        }
      }
    }
    return null;
  }

  /** Makes the sample's modality absent with reason ERROR; false when that is known already. */
  public static boolean markBroken(OpenWindow w, SampleRef ref) {
    Slot slot = w.getSlots().get(ref.getModality().ordinal());
    boolean same = slot.getPartition() == ref.getPartition() && slot.getOffset() == ref.getOffset();
    if (slot.getState() != SlotState.PRESENT || !same) {
      return false;
    }
    slot.setState(SlotState.BROKEN);
    slot.setReason(AbsenceReason.ERROR);
    return true;
  }

  /**
   * Whether a broken sample of a window that is gone has not been reported by the window's previous
   * result.
   *
   * @param previous the previous result, or null
   */
  public static boolean isFirstReport(Prediction previous, SampleRef ref) {
    return previous == null
        || previous.getAbsences().stream()
            .noneMatch(
                a -> a.getModality() == ref.getModality() && a.getReason() == AbsenceReason.ERROR);
  }
}
