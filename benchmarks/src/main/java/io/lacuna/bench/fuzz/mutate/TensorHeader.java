package io.lacuna.bench.fuzz.mutate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Damages the JSON header of a safetensors file and says its new length rightly. */
public enum TensorHeader implements Mutation {
  ANY;

  private static final int PREFIX = 8;
  private static final Text[] TEXT = Text.values();

  @Override
  public byte[] apply(byte[] input, RandomGenerator random) {
    if (input.length < PREFIX) {
      return input;
    }
    long said = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (said < 2 || said > input.length - PREFIX) {
      return input;
    }
    int end = PREFIX + (int) said;
    byte[] json = Arrays.copyOfRange(input, PREFIX, end);
    byte[] damaged = TEXT[random.nextInt(TEXT.length)].apply(json, random);
    byte[] out = Bytes.replace(input, PREFIX, end, damaged);
    ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).putLong(damaged.length);
    return out;
  }
}
