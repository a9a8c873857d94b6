package io.lacuna.trainer.config;

import java.util.List;

/** Says which blocks a base does not have. */
public final class BlockNumbers {
  private BlockNumbers() {}

  /**
   * @param what was given, for the message
   * @param count blocks that there are
   * @param base for the message
   * @throws IllegalArgumentException if one of the numbers is not below the count
   */
  public static void requireBelow(String what, List<Integer> blocks, int count, String base) {
    if (blocks.stream().anyMatch(b -> b >= count)) {
      throw new IllegalArgumentException(
          what + " " + blocks + " must be below " + count + ", the number of blocks of " + base);
    }
  }
}
