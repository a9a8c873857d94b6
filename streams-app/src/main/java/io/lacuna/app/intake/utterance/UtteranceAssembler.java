package io.lacuna.app.intake.utterance;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.state.HeldChunk;
import io.lacuna.schema.state.HeldUtterance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rule of one task that makes utterances of call audio. Plain Java without Kafka types; its
 * result is a function of the sequence of calls. Owned by one thread. docs/call-audio.md says the
 * rule in words.
 *
 * <p>An utterance is settled at once when its audio is whole; otherwise when the partition time of
 * the chunks, or on a silent topic the wall clock, says that nothing more is to be waited for. A
 * chunk's audio is held until no utterance can still claim it, whether one did or not: so the
 * result does not depend on the order in which chunks and boundaries come within the patience.
 */
public final class UtteranceAssembler {
  /** Where in {@code readToEndAt} the chunks' partition stands. */
  public static final int CHUNKS = 0;

  /** Where in {@code readToEndAt} the boundaries' partition stands. */
  public static final int BOUNDARIES = 1;

  private final CallPolicy policy;
  private final Calls calls;
  private final Refusals refusals;

  /** One record or tick on its way through the rule. */
  private record Turn(Ledger ledger, List<CallDecision> decisions) {}

  public UtteranceAssembler(CallPolicy policy, CallStates states) {
    this.policy = policy;
    this.calls = new Calls(policy, states);
    this.refusals = new Refusals(policy);
  }

  /** Takes a chunk. The ledger must have counted it as read. */
  public List<CallDecision> onChunk(Chunk c, long wallMs, Ledger ledger) {
    Turn turn = new Turn(ledger, new ArrayList<>());
    Call call = calls.of(c.callId());
    Piece known = call.track(c.channel()).piece(c.sequence());
    RejectReason refusal = known == null ? refusals.of(call, c) : null;
    if (known != null && isRepetition(known, c)) {
      ledger.duplicateChunk();
    } else if (known != null || refusal != null) {
      ledger.refuseChunk();
      turn.decisions()
          .add(new CallDecision.Refused(known != null ? RejectReason.CHUNK_CONFLICT : refusal));
    } else {
      hold(call, c, wallMs, turn);
    }
    ledger.raiseChunkTime(c.eventTimeMs());
    byEventTime(turn);
    return turn.decisions();
  }

  /** Takes a boundary record. The ledger must have counted it as read. */
  public List<CallDecision> onBoundary(Boundary b, long wallMs, Ledger ledger) {
    Turn turn = new Turn(ledger, new ArrayList<>());
    Call call = calls.of(b.callId());
    RejectReason refusal = refusals.of(call, b);
    if (refusal != null) {
      ledger.refuseBoundary();
      turn.decisions().add(new CallDecision.Refused(refusal));
    } else if (call.utterance(b.utterance()) != null) {
      ledger.duplicateBoundary();
    } else {
      ledger.takeBoundary();
      open(call, b, wallMs, turn);
    }
    ledger.raiseBoundaryTime(b.eventTimeMs());
    byEventTime(turn);
    return turn.decisions();
  }

  /**
   * Takes a tick of the wall clock.
   *
   * @param readToEndAt for chunks and boundaries, the latest instant at which the partition is
   *     known to have been read to its end; −1 when not known
   */
  public List<CallDecision> onTick(long[] readToEndAt, Ledger ledger) {
    Turn turn = new Turn(ledger, new ArrayList<>());
    long chunks = readToEndAt[CHUNKS];
    long both = policy.byMarks() ? chunks : Math.min(chunks, readToEndAt[BOUNDARIES]);
    settle(calls.waiting.beforeWall(chunks), turn);
    release(calls.held.beforeWall(both), turn);
    forgetChunks(calls.remembered.beforeWall(both));
    forgetUtterances(calls.settled.beforeWall(both));
    return turn.decisions();
  }

  private void byEventTime(Turn turn) {
    long chunks = turn.ledger().state().getChunkTime();
    long both =
        policy.byMarks() ? chunks : Math.min(chunks, turn.ledger().state().getBoundaryTime());
    settle(calls.waiting.untilEventTime(chunks), turn);
    release(calls.held.untilEventTime(both), turn);
    forgetChunks(calls.remembered.untilEventTime(both));
    forgetUtterances(calls.settled.untilEventTime(both));
  }

  private boolean isRepetition(Piece known, Chunk c) {
    ChunkKey key = new ChunkKey(c.callId(), c.channel(), c.sequence());
    return known.offset == c.offset() && Arrays.equals(calls.sha256(key), c.sha256());
  }

  private void hold(Call call, Chunk c, long wallMs, Turn turn) {
    Piece p = calls.hold(call, c, wallMs);
    turn.ledger().hold();
    if (policy.byMarks() && c.ends() != null) {
      RejectReason refusal = refusals.of(call, c.ends());
      if (refusal != null) {
        turn.decisions().add(new CallDecision.MarkRefused(refusal));
      } else if (call.utterance(c.ends().utterance()) == null) {
        open(call, c.ends(), wallMs, turn);
      }
    }
    for (HeldUtterance u : call.waiting()) {
      boolean concerned = call.from(u) < p.end() && p.offset < call.to(u);
      if (u.getChannel().equals(c.channel()) && (concerned || p.last)) {
        settleIfWhole(call, u, turn);
      }
    }
  }

  private void open(Call call, Boundary b, long wallMs, Turn turn) {
    turn.ledger().open();
    settleIfWhole(call, calls.open(call, b, wallMs), turn);
  }

  private static Assembly assembly(Call call, HeldUtterance u) {
    long from = call.from(u);
    long to = call.to(u);
    return new Assembly(from, to, call.sampleRate(), call.track(u.getChannel()).held(from, to));
  }

  /** Settles the utterance if all of it is there that its channel can have. */
  private void settleIfWhole(Call call, HeldUtterance u, Turn turn) {
    long end = call.track(u.getChannel()).end() - call.from(u);
    List<Gaps.Span> gaps = assembly(call, u).gaps().spans();
    if (gaps.stream().allMatch(gap -> gap.from() >= end)) {
      settle(call, u, turn);
    }
  }

  private void settle(List<UtteranceKey> due, Turn turn) {
    for (UtteranceKey key : due) {
      Call call = calls.of(key.callId());
      settle(call, call.utterance(key.utterance()), turn);
    }
  }

  private void settle(Call call, HeldUtterance u, Turn turn) {
    Assembly found = assembly(call, u);
    for (Piece p : found.pieces()) {
      if (!p.used) {
        calls.use(call.state.getCallId(), u.getChannel(), p);
        turn.ledger().use();
      }
    }
    calls.settle(call, u);
    turn.decisions().add(outcome(call, u, found, turn.ledger()));
  }

  private CallDecision outcome(Call call, HeldUtterance u, Assembly found, Ledger ledger) {
    String callId = call.state.getCallId();
    Boundary b =
        new Boundary(
            callId,
            u.getChannel(),
            u.getUtteranceId(),
            u.getEventTime(),
            u.getStartMs(),
            u.getEndMs(),
            u.getSite(),
            u.getSubjectKind());
    Gaps gaps = found.gaps();
    if (gaps.isEverything()) {
      ledger.absent();
      return new CallDecision.Absent(b, AbsenceReason.UNKNOWN, null, gaps);
    }
    boolean tooLarge = found.wavBytes() > policy.maxWavBytes();
    if (tooLarge || gaps.share() > policy.maxMissing()) {
      ledger.absent();
      RejectReason problem = tooLarge ? RejectReason.PAYLOAD_TOO_LARGE : RejectReason.TOO_MANY_GAPS;
      return new CallDecision.Absent(b, AbsenceReason.ERROR, problem, gaps);
    }
    try {
      byte[] wav = found.wav(p -> calls.audio(new ChunkKey(callId, u.getChannel(), p.sequence)));
      ledger.assemble();
      return new CallDecision.Assembled(b, wav, gaps);
    } catch (PayloadException e) {
      ledger.absent();
      boolean forgotten = e.reason() == RejectReason.KEY_DELETED;
      AbsenceReason reason = forgotten ? AbsenceReason.MASKED : AbsenceReason.ERROR;
      return new CallDecision.Absent(b, reason, e.reason(), gaps);
    }
  }

  /** Gives up audio that nothing can claim any more. */
  private void release(List<ChunkKey> due, Turn turn) {
    for (ChunkKey key : due) {
      Call call = calls.of(key.callId());
      Piece p = call.track(key.channel()).piece(key.sequence());
      if (call.isClaimed(key.channel(), p, false)) {
        // where the clocks of recorder and transcriber differ; it goes when that one is settled
        continue;
      }
      if (p.used) {
        calls.release(call, key, p);
      } else {
        drop(call, key, p, turn);
      }
    }
  }

  private void drop(Call call, ChunkKey key, Piece p, Turn turn) {
    boolean late = call.isClaimed(key.channel(), p, true);
    if (late) {
      turn.ledger().dropLate();
    } else {
      turn.ledger().dropUnclaimed();
    }
    HeldChunk chunk = calls.remove(call, key, p);
    turn.decisions()
        .add(
            new CallDecision.Dropped(
                chunk, late ? RejectReason.CHUNK_LATE : RejectReason.CHUNK_UNCLAIMED));
  }

  private void forgetChunks(List<ChunkKey> due) {
    for (ChunkKey key : due) {
      Call call = calls.of(key.callId());
      calls.remove(call, key, call.track(key.channel()).piece(key.sequence()));
    }
  }

  private void forgetUtterances(List<UtteranceKey> due) {
    for (UtteranceKey key : due) {
      Call call = calls.of(key.callId());
      calls.remove(call, call.utterance(key.utterance()));
    }
  }
}
