package io.lacuna.app.window;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.state.OpenWindow;

/** What the window rule decided about one arrival or tick. */
public sealed interface Decision {

  /**
   * Emit a revision of a window.
   *
   * @param window the window as it stood at the decision, a copy
   * @param revision 0, 1, 2 … per window, without gaps
   * @param deadlineMs latest deadline of the expected modalities, event time
   */
  record Emit(
      String subject,
      OpenWindow window,
      int revision,
      boolean isFinal,
      Cause cause,
      long deadlineMs,
      long[] partitionTimes)
      implements Decision {}

  /** A window that had its final is forgotten: nothing to send, but state and ledger changed. */
  record Forget(String subject, String windowId) implements Decision {}

  /**
   * The arrival came after its window was final.
   *
   * @param finalRevision the final it came after; null when the window's state is gone
   */
  record Late(String windowId, long windowStart, Integer finalRevision) implements Decision {}

  /** The arrival cannot be held. */
  record Refuse(RejectReason reason) implements Decision {}
}
