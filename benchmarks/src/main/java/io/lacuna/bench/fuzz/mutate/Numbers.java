package io.lacuna.bench.fuzz.mutate;

import java.util.random.RandomGenerator;

/** Numbers at which readers stumble: around zero, around powers of two, the ends of each type. */
final class Numbers {
  private static final long[] ENDS = {
    0, -1, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffffffffL
  };

  private Numbers() {}

  static long interesting(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> ENDS[random.nextInt(ENDS.length)];
      case 1 -> random.nextInt(-4, 20);
      case 2 -> (1L << random.nextInt(63)) + random.nextInt(-2, 3);
      default -> random.nextLong() >>> random.nextInt(64);
    };
  }

  /** As people write numbers. */
  static String text(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> "NaN";
      case 1 -> interesting(random) + "e" + random.nextInt(-400, 400);
      case 2 -> "-" + interesting(random) + ".5";
      case 3 -> "9".repeat(1 + random.nextInt(400));
      default -> Long.toString(interesting(random));
    };
  }
}
