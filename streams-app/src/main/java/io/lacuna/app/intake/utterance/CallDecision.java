package io.lacuna.app.intake.utterance;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.state.HeldChunk;

/** What the utterance rule decided about one record or tick. */
public sealed interface CallDecision {

  /**
   * The audio of an utterance.
   *
   * @param wav one channel of 16 bit; silence where audio is missing
   */
  record Assembled(Boundary utterance, byte[] wav, Gaps gaps) implements CallDecision {}

  /**
   * The audio of an utterance is not to be had.
   *
   * @param reason UNKNOWN: none of it came. ERROR: what came cannot be used. MASKED: its call was
   *     forgotten
   * @param problem why it cannot be used; null when none came
   */
  record Absent(Boundary utterance, AbsenceReason reason, RejectReason problem, Gaps gaps)
      implements CallDecision {}

  /** The record cannot be held. */
  record Refused(RejectReason reason) implements CallDecision {}

  /** The chunk is held; the utterance that it says it ends is none. */
  record MarkRefused(RejectReason reason) implements CallDecision {}

  /**
   * A chunk that was held became part of no utterance.
   *
   * @param reason CHUNK_UNCLAIMED or CHUNK_LATE
   */
  record Dropped(HeldChunk chunk, RejectReason reason) implements CallDecision {}
}
