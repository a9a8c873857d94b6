package io.lacuna.app.intake.chunk;

import io.lacuna.app.intake.utterance.Boundary;
import io.lacuna.app.intake.utterance.Chunk;
import io.lacuna.model.modality.RejectReason;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record of a feed of call audio as it came off its topic; decoding never throws on bad bytes.
 */
public sealed interface CallRecord {

  /** The record as a dead letter must hold it: sealed; null where that may hold it as it came. */
  SpecificRecord sealed();

  /** A chunk whose audio is readable. */
  record OfChunk(Chunk chunk, SpecificRecord sealed) implements CallRecord {}

  /**
   * A boundary.
   *
   * @param text what was said, or null
   */
  record OfBoundary(Boundary boundary, String text, SpecificRecord sealed) implements CallRecord {}

  /** A record that cannot be believed. */
  record Broken(RejectReason reason, SpecificRecord sealed) implements CallRecord {}
}
