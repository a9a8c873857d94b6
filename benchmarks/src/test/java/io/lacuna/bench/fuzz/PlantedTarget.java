package io.lacuna.bench.fuzz;

import io.lacuna.bench.fuzz.mutate.Mutation;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A reader with a known fault. */
final class PlantedTarget implements FuzzTarget {
  /** Bytes that an input may cost. */
  static final long BOUND = 1 << 18;

  private static final byte[] SEED = {1, 2, 3, 4, 5, 6, 7, 8};

  private final Function<byte[], String> reader;
  private boolean takesSeeds = true;

  PlantedTarget(Function<byte[], String> reader) {
    this.reader = reader;
  }

  void refusesSeeds() {
    takesSeeds = false;
  }

  @Override
  public String name() {
    return "planted";
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(SEED);
  }

  @Override
  public List<Mutation> mutations() {
    return List.of();
  }

  @Override
  public List<byte[]> tokens() {
    return List.of();
  }

  @Override
  public long maxAllocation() {
    return BOUND;
  }

  @Override
  public String run(byte[] input) {
    return takesSeeds && Arrays.equals(input, SEED) ? ACCEPTED : reader.apply(input);
  }
}
