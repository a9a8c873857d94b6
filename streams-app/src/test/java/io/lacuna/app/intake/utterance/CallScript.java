package io.lacuna.app.intake.utterance;

import static io.lacuna.app.harness.CallSound.CHUNK_MS;
import static io.lacuna.app.harness.CallSound.RATE;
import static io.lacuna.app.harness.CallSound.T0;

import io.lacuna.app.harness.CallSound;
import io.lacuna.schema.state.CallLedger;
import io.lacuna.wire.TrustedRecords;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The utterance rule without Kafka, with a call and the policy of {@link CallSound}. */
final class CallScript {
  static final String CALL = "call-1";

  final MemoryCalls states = new MemoryCalls();
  final Ledger ledger = new Ledger(CallLedger.newBuilder().build());
  final CallPolicy policy;
  private UtteranceAssembler assembler;
  long wall = T0;
  private long chunkOffset;
  private long boundaryOffset;

  CallScript() {
    this(CallSound.policy(false));
  }

  CallScript(CallPolicy policy) {
    TrustedRecords.install();
    this.policy = policy;
    restart();
  }

  void restart() {
    assembler = new UtteranceAssembler(policy, states);
  }

  /** The chunk of that number: 200 ms from {@code sequence · 200 ms} on. */
  List<CallDecision> chunk(String channel, long sequence) {
    return give(made(channel, sequence));
  }

  static Chunk made(String channel, long sequence) {
    long startMs = sequence * CHUNK_MS;
    byte[] audio = CallSound.audio(channel, startMs, startMs + CHUNK_MS);
    return new Chunk(
        CALL,
        channel,
        sequence,
        startMs * RATE / 1000,
        RATE,
        T0 + startMs,
        audio,
        sha256(audio),
        false,
        null,
        0);
  }

  List<CallDecision> give(Chunk c) {
    ledger.readChunk(chunkOffset++);
    return assembler.onChunk(c, wall, ledger);
  }

  List<CallDecision> boundary(String channel, String utterance, long startMs, long endMs) {
    return give(
        new Boundary(CALL, channel, utterance, T0 + startMs, startMs, endMs, "north", null));
  }

  List<CallDecision> give(Boundary b) {
    ledger.readBoundary(boundaryOffset++);
    return assembler.onBoundary(b, wall, ledger);
  }

  /** A tick at which both partitions are known to be read to their ends. */
  List<CallDecision> tick() {
    return tick(wall, wall);
  }

  List<CallDecision> tick(long chunksReadAt, long boundariesReadAt) {
    return assembler.onTick(new long[] {chunksReadAt, boundariesReadAt}, ledger);
  }

  /** The audio behind the header of a WAV. */
  static byte[] audio(byte[] wav) {
    return java.util.Arrays.copyOfRange(wav, Wav.HEADER_BYTES, wav.length);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
