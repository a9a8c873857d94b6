package io.lacuna.app.intake;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Sample;

/** What a record of a feed says. */
sealed interface Reading {

  /**
   * A sample of the feed's modality.
   *
   * @param id its subject or, where keys are mapped, the key that the mapping is asked for
   */
  record Sound(Sample sample, String id) implements Reading {}

  /**
   * A record that cannot be believed.
   *
   * @param sample that stands in it, or null
   * @param owner whose the sample says it is, under another word for whose it is if there is one
   */
  record Refused(RejectReason reason, Sample sample, String owner) implements Reading {
    Refused(RejectReason reason) {
      this(reason, null, null);
    }
  }
}
