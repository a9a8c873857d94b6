package io.lacuna.trainer.baseline;

import io.lacuna.model.base.Base;
import io.lacuna.trainer.config.BlockNumbers;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Size and place of a low-rank change.
 *
 * @param r rank
 * @param alpha the change is scaled by {@code alpha / r}
 * @param blocks of the base that carry one, from 0; empty for all
 */
public record LoraSettings(int r, int alpha, List<Integer> blocks) {
  public LoraSettings {
    blocks = List.copyOf(blocks);
    if (r < 1 || alpha < 1) {
      throw new IllegalArgumentException("r " + r + " and alpha " + alpha + " must be at least 1");
    }
    if (blocks.stream().anyMatch(b -> b < 0)
        || blocks.stream().distinct().count() < blocks.size()) {
      throw new IllegalArgumentException("blocks " + blocks + " must differ, from 0 on");
    }
  }

  float scale() {
    return (float) alpha / r;
  }

  /**
   * The blocks of a base that carry a change.
   *
   * @param method for the message
   * @throws IllegalArgumentException if the base has no blocks, or not those that are named
   */
  List<Integer> blocksOf(Base base, String method) {
    requireBlocks(base, method);
    BlockNumbers.requireBelow(
        "method " + method + ": blocks", blocks, base.blocks(), "base " + base.name());
    return blocks.isEmpty() ? IntStream.range(0, base.blocks()).boxed().toList() : blocks;
  }

  /** Refuses a base that has nothing to change. */
  static void requireBlocks(Base base, String method) {
    if (base.blocks() == 0) {
      throw new IllegalArgumentException(
          "method " + method + " needs a base with blocks; base " + base.name() + " has none");
    }
  }
}
