package io.lacuna.bench.fuzz.mutate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes inputs from seeds. Each is a function of the seed number and its own number alone, so that
 * any one of them can be made again without those before it.
 */
public final class Mutator {
  /** Longer inputs are cut: they only take time. */
  static final int MAX_BYTES = 1 << 17;

  private static final int MOST_STEPS = 4;

  private final List<byte[]> seeds;
  private final List<Mutation> own;
  private final long seed;

  /**
   * @param seeds at least one
   * @param own mutations that know the format, half of all steps; may be empty
   * @param tokens words of the format; may be empty
   */
  public Mutator(List<byte[]> seeds, List<Mutation> own, List<byte[]> tokens, long seed) {
    this.seeds = List.copyOf(seeds);
    this.own = new ArrayList<>(own);
    if (!tokens.isEmpty()) {
      this.own.add(new Tokens(tokens));
    }
    this.seed = seed;
  }

  /** The input of this number. */
  public byte[] input(long number) {
    RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ number);
    byte[] input = pick(random);
    for (int steps = 1 + random.nextInt(MOST_STEPS); steps > 0; steps--) {
      input = step(input, random);
    }
    return input.length > MAX_BYTES ? Arrays.copyOf(input, MAX_BYTES) : input;
  }

  private byte[] step(byte[] input, RandomGenerator random) {
    if (random.nextInt(16) == 0) {
      return spliced(input, pick(random), random);
    }
    return own.isEmpty() || random.nextBoolean()
        ? AnyBytes.pick(random).apply(input, random)
        : own.get(random.nextInt(own.size())).apply(input, random);
  }

  /** The beginning of one, the end of another. */
  private static byte[] spliced(byte[] a, byte[] b, RandomGenerator random) {
    int from = random.nextInt(b.length + 1);
    int keep = random.nextInt(a.length + 1);
    return Bytes.replace(a, keep, a.length, Arrays.copyOfRange(b, from, b.length));
  }

  private byte[] pick(RandomGenerator random) {
    return seeds.get(random.nextInt(seeds.size()));
  }
}
