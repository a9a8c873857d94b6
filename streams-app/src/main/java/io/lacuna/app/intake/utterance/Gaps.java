package io.lacuna.app.intake.utterance;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What of an utterance's audio never came.
 *
 * @param sampleRate audio samples a second
 * @param length of the utterance, audio samples
 * @param spans in their order, apart from each other
 */
public record Gaps(int sampleRate, long length, List<Span> spans) {
  private static final int SHOWN = 32;

  /**
   * A stretch without audio, audio samples from the start of the utterance.
   *
   * @param to exclusive
   */
  public record Span(long from, long to) {}

  /** Audio samples. */
  public long missing() {
    return spans.stream().mapToLong(span -> span.to() - span.from()).sum();
  }

  /** Rounded up: what is missing is never called 0. */
  public long missingMs() {
    return (missing() * 1000 + sampleRate - 1) / sampleRate;
  }

  /** 0 to 1. */
  public double share() {
    return (double) missing() / length;
  }

  public boolean isEverything() {
    return missing() == length;
  }

  /** The first 32 as milliseconds from the start of the utterance, {@code 400-600,1200-1400}. */
  public String text() {
    return spans.stream()
        .limit(SHOWN)
        .map(
            s -> s.from() * 1000 / sampleRate + "-" + (s.to() * 1000 + sampleRate - 1) / sampleRate)
        .collect(Collectors.joining(","));
  }
}
