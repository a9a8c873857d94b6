package io.lacuna.app.intake.utterance;

import io.lacuna.model.modality.PayloadException;
import io.lacuna.schema.state.CallAudio;
import io.lacuna.schema.state.HeldChunk;
import io.lacuna.schema.state.HeldUtterance;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * The calls of a task in memory, all but their audio, and when each part of them is due. Built from
 * the store; each change is written there at once.
 */
final class Calls {
  private final CallPolicy policy;
  private final CallStates states;
  private final Map<String, Call> calls = new HashMap<>();

  /** Utterances that wait for audio. */
  final DueLine<UtteranceKey> waiting = new DueLine<>();

  /** Utterances that are remembered. */
  final DueLine<UtteranceKey> settled = new DueLine<>();

  /** Chunks whose audio is held. */
  final DueLine<ChunkKey> held = new DueLine<>();

  /** Chunks that are remembered. */
  final DueLine<ChunkKey> remembered = new DueLine<>();

  Calls(CallPolicy policy, CallStates states) {
    this.policy = policy;
    this.states = states;
    states.forEachCall(
        state -> {
          // a list as Avro reads it cannot remove
          state.setUtterances(new ArrayList<>(state.getUtterances()));
          Call call = new Call(state);
          calls.put(state.getCallId(), call);
          state.getUtterances().forEach(u -> line(call, u));
        });
    states.forEachChunk(
        chunk -> {
          Call call = calls.get(chunk.getCallId());
          Piece p = new Piece(chunk, call.sampleRate());
          call.add(chunk.getChannel(), p);
          line(new ChunkKey(chunk.getCallId(), chunk.getChannel(), chunk.getSequence()), p);
        });
  }

  /** The call of that id; a new one, which nothing knows yet, where none is known. */
  Call of(String callId) {
    Call call = calls.get(callId);
    return call == null ? new Call(new CallAudio(callId, 0, new ArrayList<>())) : call;
  }

  Piece hold(Call call, Chunk c, long wallMs) {
    if (call.state.getSampleRate() == 0) {
      call.state.setSampleRate(c.sampleRate());
      put(call);
    }
    HeldChunk chunk =
        new HeldChunk(
            c.callId(),
            c.channel(),
            c.sequence(),
            c.offset(),
            c.length(),
            c.eventTimeMs(),
            wallMs,
            ByteBuffer.wrap(c.sha256()),
            c.logOffset(),
            false,
            c.last(),
            true);
    ChunkKey key = new ChunkKey(c.callId(), c.channel(), c.sequence());
    states.putChunk(key, chunk);
    states.putAudio(key, c.audio());
    Piece p = new Piece(chunk, call.sampleRate());
    call.add(c.channel(), p);
    line(key, p);
    return p;
  }

  HeldUtterance open(Call call, Boundary b, long wallMs) {
    HeldUtterance u =
        new HeldUtterance(
            b.utterance(),
            b.channel(),
            b.eventTimeMs(),
            b.startMs(),
            b.endMs(),
            wallMs,
            b.site(),
            b.subjectKind(),
            false);
    call.state.getUtterances().add(u);
    put(call);
    line(call, u);
    return u;
  }

  void settle(Call call, HeldUtterance u) {
    u.setSettled(true);
    put(call);
    line(call, u);
  }

  void use(String callId, String channel, Piece p) {
    p.used = true;
    ChunkKey key = new ChunkKey(callId, channel, p.sequence);
    HeldChunk chunk = states.chunk(key);
    chunk.setUsed(true);
    states.putChunk(key, chunk);
  }

  /** Gives up the audio of a chunk that was used and keeps the memory of it. */
  void release(Call call, ChunkKey key, Piece p) {
    call.release(p);
    HeldChunk chunk = states.chunk(key);
    chunk.setHeld(false);
    states.putChunk(key, chunk);
    states.removeAudio(key);
    line(key, p);
  }

  /** Forgets a chunk; what it was. */
  HeldChunk remove(Call call, ChunkKey key, Piece p) {
    HeldChunk chunk = states.chunk(key);
    if (p.held) {
      states.removeAudio(key);
    }
    states.removeChunk(key);
    call.remove(key.channel(), p);
    held.remove(key);
    remembered.remove(key);
    removeIfEmpty(call);
    return chunk;
  }

  void remove(Call call, HeldUtterance u) {
    call.state.getUtterances().remove(u);
    settled.remove(key(call, u));
    put(call);
    removeIfEmpty(call);
  }

  byte[] audio(ChunkKey key) throws PayloadException {
    return states.audio(key);
  }

  /** The digest of a chunk as it was sent. */
  byte[] sha256(ChunkKey key) {
    ByteBuffer digest = states.chunk(key).getSha256().duplicate();
    byte[] bytes = new byte[digest.remaining()];
    digest.get(bytes);
    return bytes;
  }

  private void put(Call call) {
    calls.put(call.state.getCallId(), call);
    states.putCall(call.state);
  }

  private void removeIfEmpty(Call call) {
    if (call.isEmpty()) {
      calls.remove(call.state.getCallId());
      states.removeCall(call.state.getCallId());
    }
  }

  private static UtteranceKey key(Call call, HeldUtterance u) {
    return new UtteranceKey(call.state.getCallId(), u.getUtteranceId());
  }

  private void line(Call call, HeldUtterance u) {
    UtteranceKey key = key(call, u);
    long lengthMs = u.getEndMs() - u.getStartMs();
    long eventEnd = u.getEventTime() + lengthMs;
    long seenEnd = u.getFirstSeen() + lengthMs;
    if (u.getSettled()) {
      waiting.remove(key);
      settled.put(key, eventEnd + policy.memoryMs(), seenEnd + policy.memoryMs());
    } else {
      long patience = policy.utterancePatienceMs();
      waiting.put(key, eventEnd + patience, seenEnd + patience);
    }
  }

  private void line(ChunkKey key, Piece p) {
    if (p.held) {
      long patience = policy.chunkPatienceMs();
      held.put(key, p.eventEndMs + patience, p.seenEndMs + patience);
    } else {
      held.remove(key);
      remembered.put(key, p.eventEndMs + policy.memoryMs(), p.seenEndMs + policy.memoryMs());
    }
  }
}
