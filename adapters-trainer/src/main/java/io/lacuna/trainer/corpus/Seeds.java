package io.lacuna.trainer.corpus;

import java.util.Random;

/**
 * Random streams that depend on a seed and a path only, so that one subject's draws do not move
 * when another is added or when subjects are made on several threads.
 */
final class Seeds {
  private Seeds() {}

  static Random random(long seed, Object... path) {
    long state = scramble(seed);
    for (Object part : path) {
      state = scramble(state ^ part.toString().hashCode());
    }
    return new Random(state);
  }

  /** The finaliser of SplitMix64: one to one, and close seeds give unrelated results. */
  static long scramble(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Uniform in [low, high). */
  static double uniform(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
