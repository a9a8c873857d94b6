package io.lacuna.app.intake.utterance;

import io.lacuna.model.modality.PayloadException;
import java.util.ArrayList;
import java.util.List;

/**
 * An utterance and the pieces that lie in it.
 *
 * @param from first audio sample, from the start of the call
 * @param to exclusive
 * @param pieces whose audio is held, in their order, apart from each other
 */
record Assembly(long from, long to, int sampleRate, List<Piece> pieces) {

  Gaps gaps() {
    List<Gaps.Span> spans = new ArrayList<>();
    long at = from;
    for (Piece p : pieces) {
      if (p.offset > at) {
        spans.add(new Gaps.Span(at - from, p.offset - from));
      }
      at = p.end();
    }
    if (at < to) {
      spans.add(new Gaps.Span(at - from, to - from));
    }
    return new Gaps(sampleRate, to - from, spans);
  }

  long wavBytes() {
    return Wav.HEADER_BYTES + (to - from) * Short.BYTES;
  }

  /** Finds the audio of a piece, signed 16-bit little-endian. */
  interface Audio {
    byte[] of(Piece piece) throws PayloadException;
  }

  /**
   * The audio, silence where none came.
   *
   * @throws PayloadException if that of a piece cannot be read any more
   */
  byte[] wav(Audio audio) throws PayloadException {
    byte[] all = new byte[Math.toIntExact((to - from) * Short.BYTES)];
    for (Piece p : pieces) {
      long first = Math.max(from, p.offset);
      long end = Math.min(to, p.end());
      System.arraycopy(
          audio.of(p),
          (int) (first - p.offset) * Short.BYTES,
          all,
          (int) (first - from) * Short.BYTES,
          (int) (end - first) * Short.BYTES);
    }
    return Wav.of(all, sampleRate);
  }
}
