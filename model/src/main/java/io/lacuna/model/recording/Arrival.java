package io.lacuna.model.recording;

import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;

/**
 * An input record and when it became readable.
 *
 * @param modality modality of its topic; a broken record has no other
 * @param arrivalMs its timestamp, or the arrival of the record before it in the same topic and
 *     partition if that is later: no record can be read before the one in front of it. UTC
 *     milliseconds since 1970
 */
public record Arrival(RecordedRecord record, Modality modality, long arrivalMs) {}
