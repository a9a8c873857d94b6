package io.lacuna.app.intake.utterance;

import io.lacuna.schema.state.HeldChunk;

/** What is known of a chunk in memory; its digest and audio are in the store. */
final class Piece {
  final long sequence;
  final long offset;
  final int length;
  final long eventEndMs;

  /** The chunk's end on the wall clock, had it been read when it was spoken. */
  final long seenEndMs;

  final boolean last;
  boolean used;
  boolean held;

  Piece(HeldChunk chunk, int sampleRate) {
    this.sequence = chunk.getSequence();
    this.offset = chunk.getOffset();
    this.length = chunk.getLength();
    long lengthMs = length * 1000L / sampleRate;
    this.eventEndMs = chunk.getEventTime() + lengthMs;
    this.seenEndMs = chunk.getFirstSeen() + lengthMs;
    this.last = chunk.getLast();
    this.used = chunk.getUsed();
    this.held = chunk.getHeld();
  }

  /** Exclusive, audio samples from the start of the call. */
  long end() {
    return offset + length;
  }
}
