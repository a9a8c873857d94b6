package io.lacuna.bench.micro;

import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The loop that the others are told in multiples of. It counts and adds in memory that fits the
 * first cache, and touches nothing that this project could change.
 */
@State(Scope.Thread)
public class ReferenceBenchmark {
  private static final int LONGS = 2_048;
  private final long[] values = new long[LONGS];

  @Setup
  public void fill() {
    Random random = new Random(1);
    for (int i = 0; i < LONGS; i++) {
      values[i] = random.nextLong();
    }
  }

  /** Each step needs the one before, so that no compiler makes them one. */
  @Benchmark
  public long loop() {
    long z = 1;
    for (int i = 0; i < LONGS; i++) {
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL + values[(int) (z & (LONGS - 1))];
    }
    return z;
  }
}
