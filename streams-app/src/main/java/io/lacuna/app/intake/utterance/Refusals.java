package io.lacuna.app.intake.utterance;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.state.HeldUtterance;

/** Which chunks and boundaries cannot be. */
public final class Refusals {
  /** Positions beyond it are no call's; it also keeps sums of positions within a long. */
  private static final long MAX_POSITION = 1L << 40;

  private final CallPolicy policy;

  Refusals(CallPolicy policy) {
    this.policy = policy;
  }

  /** Whether a call can have such a position, in audio samples or milliseconds. */
  public static boolean isPosition(long position) {
    return position >= 0 && position <= MAX_POSITION;
  }

  /** Why a chunk whose number is not known cannot be held, or null. */
  RejectReason of(Call call, Chunk c) {
    if (c.sequence() < 0 || !isPosition(c.offset())) {
      return RejectReason.CHUNK_MISPLACED;
    }
    if (call.state.getSampleRate() != 0 && call.state.getSampleRate() != c.sampleRate()) {
      return RejectReason.SAMPLE_RATE_CHANGED;
    }
    if (!call.track(c.channel()).fits(c)) {
      return RejectReason.CHUNK_MISPLACED;
    }
    boolean full =
        call.chunks() >= policy.maxChunks() || call.bytes() + c.audio().length > policy.maxBytes();
    return full ? RejectReason.TOO_MANY_CHUNKS : null;
  }

  /** Why an utterance cannot be, or null; null also when it is known and is the same. */
  RejectReason of(Call call, Boundary b) {
    boolean inRange =
        isPosition(b.startMs())
            && isPosition(b.endMs())
            && b.startMs() < b.endMs()
            && b.endMs() - b.startMs() <= policy.maxLength().toMillis();
    if (!inRange) {
      return RejectReason.UTTERANCE_OUT_OF_RANGE;
    }
    HeldUtterance known = call.utterance(b.utterance());
    if (known != null) {
      return isSame(known, b) ? null : RejectReason.UTTERANCE_CONFLICT;
    }
    return call.state.getUtterances().size() < policy.maxUtterances()
        ? null
        : RejectReason.TOO_MANY_UTTERANCES;
  }

  private static boolean isSame(HeldUtterance known, Boundary b) {
    return known.getChannel().equals(b.channel())
        && known.getStartMs() == b.startMs()
        && known.getEndMs() == b.endMs()
        && known.getEventTime() == b.eventTimeMs();
  }
}
