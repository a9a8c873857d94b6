package io.lacuna.app.window;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;

/**
 * A well-formed record of an input partition, without its payload.
 *
 * @param subject record key
 * @param correlationId study or utterance id, or null
 * @param site site, or null
 * @param subjectKind kind of the subject, or null
 * @param eventTimeMs event time, UTC milliseconds
 * @param quality the sender's quality score, or null
 * @param sha256 digest of the payload, 32 bytes; null for a marker
 * @param marker reason of an absence marker, or null for a sample
 */
public record Arrival(
    String subject,
    Modality modality,
    int partition,
    long offset,
    long eventTimeMs,
    String correlationId,
    String site,
    String subjectKind,
    Float quality,
    byte[] sha256,
    AbsenceReason marker) {

  boolean isMarker() {
    return marker != null;
  }
}
