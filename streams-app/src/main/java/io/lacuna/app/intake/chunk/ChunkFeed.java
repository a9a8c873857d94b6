package io.lacuna.app.intake.chunk;

import io.lacuna.app.config.Topics;
import io.lacuna.app.intake.utterance.CallPolicy;

/**
 * Call audio in chunks, and what becomes of it.
 *
 * @param name of the feed
 * @param chunks topic of {@link io.lacuna.schema.AudioChunk} records, keyed by call
 * @param boundaries topic of {@link io.lacuna.schema.UtteranceBoundary} records, keyed by call,
 *     with as many partitions; null where marks in the chunks end the utterances
 * @param topics of the pipeline that its samples are for
 */
public record ChunkFeed(
    String name, String chunks, String boundaries, Topics topics, CallPolicy policy) {
  public ChunkFeed {
    if (policy.byMarks() != (boundaries == null)) {
      throw new IllegalArgumentException(
          "feed " + name + " must have either a topic of boundaries or utterances by marks");
    }
  }
}
