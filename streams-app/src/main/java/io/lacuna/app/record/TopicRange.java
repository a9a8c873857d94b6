package io.lacuna.app.record;

import io.lacuna.model.recording.TopicRole;
import org.apache.kafka.common.TopicPartition;

/**
 * What is to be recorded of one partition.
 *
 * @param fromOffset first offset that was asked for
 * @param firstOffset first offset that can be read; later where records were deleted
 * @param endOffset behind the last one; {@link Long#MAX_VALUE} while it is followed
 */
record TopicRange(
    TopicRole role, TopicPartition place, long fromOffset, long firstOffset, long endOffset) {

  /** Whether records that may belong to the range are gone. */
  boolean hasHole() {
    return firstOffset > fromOffset;
  }

  TopicRange endingAt(long offset) {
    return new TopicRange(role, place, fromOffset, firstOffset, offset);
  }

  TopicRange startingAt(long offset) {
    return new TopicRange(role, place, fromOffset, offset, endOffset);
  }
}
