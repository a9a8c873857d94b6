package io.lacuna.bench.fuzz.mutate;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** One way to damage an input. The same input and random numbers give the same result. */
@FunctionalInterface
public interface Mutation {

  /** A damaged copy; the input itself where it is not of the format. */
  byte[] apply(byte[] input, RandomGenerator random);

  /** The same damage behind a prefix that stays. */
  default Mutation after(int prefix) {
    return (input, random) -> {
      if (input.length <= prefix) {
        return input;
      }
      byte[] rest = apply(Arrays.copyOfRange(input, prefix, input.length), random);
      byte[] out = Arrays.copyOf(input, prefix + rest.length);
      System.arraycopy(rest, 0, out, prefix, rest.length);
      return out;
    };
  }
}
