package io.lacuna.bench.fuzz.targets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Short WAV files in every encoding that is read. */
final class WavSeeds {
  private static final int INTEGERS = 1;
  private static final int FLOATS = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int FRAMES = 300;

  private WavSeeds() {}

  static List<byte[]> all() {
    return List.of(
        wav(INTEGERS, 1, 8000, 8),
        wav(INTEGERS, 2, 44_100, 16),
        wav(INTEGERS, 1, 11_025, 24),
        wav(INTEGERS, 3, 48_000, 32),
        wav(FLOATS, 1, 16_000, 32),
        wav(FLOATS, 2, 8000, 64),
        wav(A_LAW, 1, 8000, 8),
        wav(MU_LAW, 2, 8000, 8));
  }

  /** As a recorder of calls sends it. */
  static byte[] telephone() {
    return wav(INTEGERS, 1, 8000, 16);
  }

  private static byte[] wav(int encoding, int channels, int rate, int bits) {
    int frame = channels * bits / 8;
    int data = FRAMES * frame;
    ByteBuffer out = ByteBuffer.allocate(44 + data).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {'R', 'I', 'F', 'F'}).putInt(36 + data);
    out.put(new byte[] {'W', 'A', 'V', 'E', 'f', 'm', 't', ' '}).putInt(16);
    out.putShort((short) encoding).putShort((short) channels);
    out.putInt(rate).putInt(rate * frame).putShort((short) frame).putShort((short) bits);
    out.put(new byte[] {'d', 'a', 't', 'a'}).putInt(data);
    for (int i = 0; i < FRAMES * channels; i++) {
      sample(out, encoding == FLOATS, bits, Math.sin(i / 5.0) / 2);
    }
    return out.array();
  }

  private static void sample(ByteBuffer out, boolean isFloat, int bits, double value) {
    if (isFloat) {
      if (bits == 64) {
        out.putDouble(value);
      } else {
        out.putFloat((float) value);
      }
      return;
    }
    long whole = Math.round(value * (1L << bits - 1));
    for (int shift = 0; shift < bits; shift += 8) {
      out.put((byte) (whole >> shift));
    }
  }
}
