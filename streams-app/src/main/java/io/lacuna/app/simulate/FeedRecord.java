package io.lacuna.app.simulate;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;

/**
 * A record that a sender appends to the partition of its modality.
 *
 * @param eventTimeMs event time, UTC ms of the virtual clock
 * @param correlationId study id, or null
 * @param kind subject kind, or null
 * @param quality the sender's quality score, or null
 * @param marker reason of an absence marker; null unless the form is MARKER
 * @param content what the payload says; equal contents have equal digests
 */
record FeedRecord(
    String subject,
    Modality modality,
    long eventTimeMs,
    String correlationId,
    String kind,
    Float quality,
    Form form,
    AbsenceReason marker,
    int content) {

  /** What is special about a record. */
  enum Form {
    SAMPLE,
    MARKER,
    /** The payload cannot be decoded. */
    BROKEN_PAYLOAD,
    /** The model fails on every observation that holds it. */
    GUILTY,
    /** The bytes are no record of ours. */
    BROKEN_ENVELOPE,
    /** The record key is another subject. */
    WRONG_KEY,
    /** The event time is further in the future than the clock skew that is allowed. */
    FAR_FUTURE
  }

  boolean isMarker() {
    return form == Form.MARKER;
  }

  /** Whether the envelope can be believed. */
  boolean isSound() {
    return form.compareTo(Form.BROKEN_ENVELOPE) < 0;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(subject).append(' ').append(modality);
    text.append(" t=").append(eventTimeMs);
    text.append(marker == null ? " #" + content : " marker " + marker);
    if (form != Form.SAMPLE && form != Form.MARKER) {
      text.append(' ').append(form);
    }
    if (correlationId != null) {
      text.append(" id=").append(correlationId);
    }
    if (kind != null) {
      text.append(" kind=").append(kind);
    }
    if (quality != null) {
      text.append(" quality=").append(quality);
    }
    return text.toString();
  }
}
