package io.lacuna.bench.fuzz.mutate;

import java.util.List;
import java.util.random.RandomGenerator;

/** Puts words of the format where they do not belong. */
public record Tokens(List<byte[]> words) implements Mutation {

  @Override
  public byte[] apply(byte[] input, RandomGenerator random) {
    byte[] word = words.get(random.nextInt(words.size()));
    int from = random.nextInt(input.length + 1);
    int to = random.nextBoolean() ? from : Math.min(input.length, from + word.length);
    return Bytes.replace(input, from, to, word);
  }
}
