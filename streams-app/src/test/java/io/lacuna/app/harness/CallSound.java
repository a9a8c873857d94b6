package io.lacuna.app.harness;

import io.lacuna.app.intake.utterance.CallPolicy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * What is spoken in the calls of the tests: at 8 kHz, from {@link #T0} on, in chunks of 200 ms.
 * Every audio sample says by its value where it belongs, so that a wrong place shows.
 */
public final class CallSound {
  public static final long T0 = 1_700_000_000_000L;
  public static final int RATE = 8_000;
  public static final int CHUNK_MS = 200;

  private CallSound() {}

  /** A stretch of a channel, signed 16-bit little-endian. */
  public static byte[] audio(String channel, long fromMs, long toMs) {
    int from = (int) (fromMs * RATE / 1000);
    int to = (int) (toMs * RATE / 1000);
    ByteBuffer bytes =
        ByteBuffer.allocate((to - from) * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < to; i++) {
      bytes.putShort((short) (1 + Math.floorMod(i * 31 + channel.hashCode(), 30_000)));
    }
    return bytes.array();
  }

  /** Utterances up to 5 s, patience 2 s, memory 10 s, at most a quarter may be missing. */
  public static CallPolicy policy(boolean byMarks) {
    return new CallPolicy(
        byMarks,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        0.25,
        200,
        1 << 20,
        20,
        1 << 19);
  }
}
