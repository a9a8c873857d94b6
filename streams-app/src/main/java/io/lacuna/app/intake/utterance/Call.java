package io.lacuna.app.intake.utterance;

import io.lacuna.schema.state.CallAudio;
import io.lacuna.schema.state.HeldUtterance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A call that is not forgotten yet: its utterances as they are stored, and its tracks. */
final class Call {
  /** Positions are milliseconds while no chunk has said the rate. */
  private static final int MILLISECONDS = 1000;

  final CallAudio state;
  private final Map<String, Track> tracks = new HashMap<>();
  private int chunks;
  private long bytes;

  Call(CallAudio state) {
    this.state = state;
  }

  /** The track of a channel, empty where nothing came yet. */
  Track track(String channel) {
    return tracks.getOrDefault(channel, new Track());
  }

  void add(String channel, Piece p) {
    tracks.computeIfAbsent(channel, c -> new Track()).add(p);
    chunks++;
    bytes += p.held ? bytes(p) : 0;
  }

  void remove(String channel, Piece p) {
    release(p);
    Track track = tracks.get(channel);
    track.remove(p);
    if (track.isEmpty()) {
      tracks.remove(channel);
    }
    chunks--;
  }

  /** Takes note that the audio of a piece is gone. */
  void release(Piece p) {
    bytes -= p.held ? bytes(p) : 0;
    p.held = false;
  }

  private static long bytes(Piece p) {
    return (long) p.length * Short.BYTES;
  }

  int chunks() {
    return chunks;
  }

  long bytes() {
    return bytes;
  }

  int sampleRate() {
    return state.getSampleRate() == 0 ? MILLISECONDS : state.getSampleRate();
  }

  boolean isEmpty() {
    return chunks == 0 && state.getUtterances().isEmpty();
  }

  /** The utterance of that id, or null. */
  HeldUtterance utterance(String id) {
    for (HeldUtterance u : state.getUtterances()) {
      if (u.getUtteranceId().equals(id)) {
        return u;
      }
    }
    return null;
  }

  List<HeldUtterance> waiting() {
    return state.getUtterances().stream().filter(u -> !u.getSettled()).toList();
  }

  /** First audio sample of an utterance, from the start of the call. */
  long from(HeldUtterance u) {
    return u.getStartMs() * sampleRate() / 1000;
  }

  /** End of an utterance, exclusive, audio samples from the start of the call. */
  long to(HeldUtterance u) {
    return u.getEndMs() * sampleRate() / 1000;
  }

  /** Whether an utterance of the channel, settled or not, as asked, has a part in the piece. */
  boolean isClaimed(String channel, Piece p, boolean settled) {
    return state.getUtterances().stream()
        .anyMatch(
            u ->
                u.getSettled() == settled
                    && u.getChannel().equals(channel)
                    && from(u) < p.end()
                    && p.offset < to(u));
  }
}
