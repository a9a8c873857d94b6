package io.lacuna.model.features;

import java.io.IOException;

/**
 * Header of a FLAC frame (RFC 9639, section 9.1).
 *
 * @param blockSize samples a channel
 * @param assignment how the channels are told: up to 7 one by one, 8 left and difference, 9
 *     difference and right, 10 mean and difference
 * @param bits of a sample, 0 for those of the file
 */
record FlacHeader(int blockSize, int assignment, int bits) {
  private static final int SYNC = 0x3ffe;
  private static final int[] BITS = {0, 8, 12, -1, 16, 20, 24, 32};

  /**
   * Reads one.
   *
   * @throws IOException if it is none
   */
  static FlacHeader read(FlacBits in) throws IOException {
    int start = in.position();
    if (in.unsigned(14) != SYNC || in.unsigned(1) != 0) {
      throw new IOException("no frame where one should begin");
    }
    in.unsigned(1); // of fixed or varying size; each frame says its own
    int blockCode = (int) in.unsigned(4);
    int rateCode = (int) in.unsigned(4);
    int assignment = (int) in.unsigned(4);
    int bits = BITS[(int) in.unsigned(3)];
    if (in.unsigned(1) != 0 || assignment > 10 || bits < 0 || rateCode == 15) {
      throw new IOException("a frame header with a reserved value");
    }
    skipNumber(in);
    int blockSize = blockSize(blockCode, in);
    in.unsigned(rateCode == 12 ? 8 : rateCode > 12 ? 16 : 0); // the file's own rate holds
    int crc = in.crc8(start);
    if (in.unsigned(8) != crc) {
      throw new IOException("a frame header with a wrong check sum");
    }
    return new FlacHeader(blockSize, assignment, bits);
  }

  private static int blockSize(int code, FlacBits in) throws IOException {
    return switch (code) {
      case 0 -> throw new IOException("a block of reserved size");
      case 1 -> 192;
      case 2, 3, 4, 5 -> 144 << code;
      case 6 -> (int) in.unsigned(8) + 1;
      case 7 -> (int) in.unsigned(16) + 1;
      default -> 1 << code;
    };
  }

  /** The frame's number, coded as UTF-8 codes a character. */
  private static void skipNumber(FlacBits in) throws IOException {
    int first = (int) in.unsigned(8);
    int ones = Integer.numberOfLeadingZeros(~(first << 24));
    if (ones == 1 || ones == 8) {
      throw new IOException("a frame without a number");
    }
    for (int i = 1; i < ones; i++) {
      if (in.unsigned(8) >> 6 != 2) {
        throw new IOException("a frame without a number");
      }
    }
  }

  int channels() {
    return assignment < 8 ? assignment + 1 : 2;
  }

  /** Whether a channel is told as the difference of the two, which needs one bit more. */
  boolean isDifference(int channel) {
    return assignment == 9 ? channel == 0 : assignment >= 8 && channel == 1;
  }

  void undoDifference(long[][] samples) {
    for (int i = 0; assignment >= 8 && i < blockSize; i++) {
      long a = samples[0][i];
      long b = samples[1][i];
      switch (assignment) {
        case 8 -> samples[1][i] = a - b;
        case 9 -> samples[0][i] = a + b;
        default -> {
          long twice = a << 1 | b & 1;
          samples[0][i] = twice + b >> 1;
          samples[1][i] = twice - b >> 1;
        }
      }
    }
  }
}
