package io.lacuna.app.intake.utterance;

import io.lacuna.schema.state.CallLedger;
import io.lacuna.wire.TrustedRecords;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;

/**
 * The utterance rule without Kafka, with a call at 8 kHz that started at {@link #T0}. Every audio
 * sample says by its value where it belongs, so that a wrong place shows. Utterances up to 5 s,
 * patience 2 s, memory 10 s, at most a quarter may be missing.
 */
final class CallScript {
  static final long T0 = 1_700_000_000_000L;
  static final int RATE = 8_000;
  static final int CHUNK_MS = 200;
  static final String CALL = "call-1";

  final MemoryCalls states = new MemoryCalls();
  final Ledger ledger = new Ledger(CallLedger.newBuilder().build());
  final CallPolicy policy;
  private UtteranceAssembler assembler;
  long wall = T0;
  private long chunkOffset;
  private long boundaryOffset;

  CallScript() {
    this(policy(false));
  }

  CallScript(CallPolicy policy) {
    TrustedRecords.install();
    this.policy = policy;
    restart();
  }

  static CallPolicy policy(boolean byMarks) {
    return new CallPolicy(
        byMarks,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        0.25,
        200,
        1 << 20,
        20,
        1 << 20);
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
    byte[] audio = audio(channel, startMs, startMs + CHUNK_MS);
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

  /** What was spoken in a stretch of a channel, signed 16-bit little-endian. */
  static byte[] audio(String channel, long fromMs, long toMs) {
    int from = (int) (fromMs * RATE / 1000);
    int to = (int) (toMs * RATE / 1000);
    ByteBuffer bytes =
        ByteBuffer.allocate((to - from) * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < to; i++) {
      bytes.putShort((short) (1 + (i * 31 + channel.hashCode()) % 30_000));
    }
    return bytes.array();
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
