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
   * @param repeat the samples are those of the revision before: repeat its scores
   * @param mergedInto the window that this one became part of; null unless the cause is MERGED
   * @param deadlineMs latest deadline of the expected modalities, event time
   */
  record Emit(
      String subject,
      OpenWindow window,
      int revision,
      boolean isFinal,
      Cause cause,
      boolean repeat,
      String mergedInto,
      long deadlineMs,
      long[] partitionTimes)
      implements Decision {}

  /**
   * State changed and there is nothing to send: a modality was declared missing or its early wait
   * ended while others are waited for, or a window that had its final was forgotten.
   */
  record Note(String subject, String windowId) implements Decision {}

  /**
   * The arrival came after its window was final.
   *
   * @param finalRevision the final it came after; null when the window's state is gone
   */
  record Late(String windowId, long windowStart, Integer finalRevision) implements Decision {}

  /** The arrival cannot be held. */
  record Refuse(RejectReason reason) implements Decision {}
}
