package io.lacuna.app.topology;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Sample;

/** A record as it came off an input topic; decoding never throws on bad bytes. */
public sealed interface Decoded {

  /** The value as it was read, for a dead letter. */
  byte[] raw();

  /**
   * A well-formed sample of the topic's modality.
   *
   * @param sha256 digest of the payload, 32 bytes; null for an absence marker
   */
  record Valid(Sample sample, byte[] sha256, byte[] raw) implements Decoded {}

  /** A record whose envelope cannot be trusted. */
  record Broken(RejectReason reason, byte[] raw) implements Decoded {}
}
