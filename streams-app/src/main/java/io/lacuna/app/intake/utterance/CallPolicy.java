package io.lacuna.app.intake.utterance;

import java.time.Duration;

/**
 * What may become an utterance, how long to wait, and how much to hold.
 *
 * @param byMarks whether utterances are those that marks in the chunks end, and not those of
 *     boundary records
 * @param maxLength longest utterance
 * @param patience how much later than others of its partition a record may come
 * @param remember how long what was used is known, to recognise repetitions
 * @param maxMissing share of an utterance that may be missing; with more its audio is absent
 * @param maxChunks chunks that a call may hold, waiting or remembered
 * @param maxBytes audio bytes that a call may hold
 * @param maxUtterances utterances that a call may hold, waiting or remembered
 * @param maxWavBytes largest audio that is forwarded
 */
public record CallPolicy(
    boolean byMarks,
    Duration maxLength,
    Duration patience,
    Duration remember,
    double maxMissing,
    int maxChunks,
    long maxBytes,
    int maxUtterances,
    long maxWavBytes) {
  public CallPolicy {
    if (maxLength.toMillis() < 1 || patience.isNegative() || remember.isNegative()) {
      throw new IllegalArgumentException(
          "length "
              + maxLength
              + " must be at least 1 ms, patience "
              + patience
              + " and memory "
              + remember
              + " at least 0");
    }
    if (!(maxMissing >= 0 && maxMissing <= 1)) {
      throw new IllegalArgumentException("missing share " + maxMissing + " must be in [0, 1]");
    }
    if (maxChunks < 1 || maxBytes < 1 || maxUtterances < 1 || maxWavBytes < 1) {
      throw new IllegalArgumentException("bounds of a call must be at least 1");
    }
  }

  /** How long after an utterance's end its audio may still come. */
  long utterancePatienceMs() {
    return patience.toMillis();
  }

  /** How long after a chunk's end its utterance may still become known. */
  long chunkPatienceMs() {
    return maxLength.toMillis() + patience.toMillis();
  }

  /** How long after its end something is known. */
  long memoryMs() {
    return chunkPatienceMs() + remember.toMillis();
  }
}
