package io.lacuna.app.intake.utterance;

import java.util.Comparator;

/** Names a chunk. Ordered by call, channel and sequence. */
public record ChunkKey(String callId, String channel, long sequence)
    implements Comparable<ChunkKey> {
  private static final Comparator<ChunkKey> ORDER =
      Comparator.comparing(ChunkKey::callId)
          .thenComparing(ChunkKey::channel)
          .thenComparingLong(ChunkKey::sequence);

  @Override
  public int compareTo(ChunkKey other) {
    return ORDER.compare(this, other);
  }
}
