package io.lacuna.bench.fuzz.mutate;

import java.io.ByteArrayOutputStream;
import java.util.random.RandomGenerator;

/** Replaces what could be one of Avro's numbers: a length, a count, a branch, a value. */
public enum Varints implements Mutation {
  ANYWHERE;

  private static final int LONGEST = 10;

  @Override
  public byte[] apply(byte[] input, RandomGenerator random) {
    if (input.length == 0) {
      return input;
    }
    int from = random.nextInt(input.length);
    int to = from;
    while (to < input.length - 1 && to - from < LONGEST - 1 && input[to] < 0) {
      to++;
    }
    return Bytes.replace(input, from, to + 1, encoded(Numbers.interesting(random)));
  }

  /** Zigzag, seven bits a byte, the lowest first. */
  private static byte[] encoded(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(LONGEST);
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }
}
