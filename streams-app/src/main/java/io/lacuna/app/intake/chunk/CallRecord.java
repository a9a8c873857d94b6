package io.lacuna.app.intake.chunk;

import io.lacuna.app.intake.utterance.Boundary;
import io.lacuna.app.intake.utterance.Chunk;
import io.lacuna.model.modality.RejectReason;

/**
 * A record of a feed of call audio as it came off its topic; decoding never throws on bad bytes.
 */
sealed interface CallRecord {

  /** The value as it was read, for a dead letter. */
  byte[] raw();

  /** A chunk whose audio is readable. */
  record OfChunk(Chunk chunk, byte[] raw) implements CallRecord {}

  /**
   * A boundary.
   *
   * @param text what was said, or null
   */
  record OfBoundary(Boundary boundary, String text, byte[] raw) implements CallRecord {}

  /** A record that cannot be believed. */
  record Broken(RejectReason reason, byte[] raw) implements CallRecord {}
}
