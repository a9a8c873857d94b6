package io.lacuna.bench.fuzz.mutate;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Cutting and putting together of byte arrays. */
final class Bytes {
  private Bytes() {}

  /** The bytes with those in [from, to) replaced. */
  static byte[] replace(byte[] input, int from, int to, byte[] by) {
    byte[] out = new byte[input.length - (to - from) + by.length];
    System.arraycopy(input, 0, out, 0, from);
    System.arraycopy(by, 0, out, from, by.length);
    System.arraycopy(input, to, out, from + by.length, input.length - to);
    return out;
  }

  /** A piece of at most {@code most} bytes. */
  static byte[] piece(byte[] input, int most, RandomGenerator random) {
    int length = 1 + random.nextInt(Math.min(most, input.length));
    int from = random.nextInt(input.length - length + 1);
    return Arrays.copyOfRange(input, from, from + length);
  }

  static byte[] random(int length, RandomGenerator random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
