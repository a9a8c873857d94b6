package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import java.util.Locale;

/**
 * The frozen float32 blocks of a base one at a time, for training methods that change what is
 * inside a block, or the tokens between two of them. Scoring never goes this way. All blocks in
 * order and then {@link #last} are {@link Encoder#encode} to the bit.
 *
 * <p>Legend: n = records, s = tokens, h = width.
 */
public interface OpenBlocks {

  /** A linear map (h, h) by which an attention reads its input. */
  enum Projection {
    QUERY,
    KEY,
    VALUE;

    /** As checkpoints have it, e.g. {@code query}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Changes what the frozen projections of a block give. */
  @FunctionalInterface
  interface Change {
    /** The frozen block. */
    Change NONE = (projection, x, y) -> y;

    /**
     * @param x (n, s, h), what the projection reads; normalised where the norms stand first
     * @param y (n, s, h), what it makes of it
     * @return what is taken in place of {@code y}, on its manager
     */
    NDArray of(Projection projection, NDArray x, NDArray y);
  }

  /** How many there are. */
  int count();

  /** Width h of a token. */
  int width();

  /**
   * Runs one block. Differentiable in {@code x} and in what the change uses.
   *
   * @param block from 0
   * @param x (n, s, h)
   * @param mask (n, s) float, 1 = token, 0 = padding or absent
   * @return (n, s, h), on the manager of {@code x}
   */
  NDArray apply(int block, NDArray x, NDArray mask, Change change);

  /**
   * What follows the last block; may be nothing.
   *
   * @param x (n, s, h), consumed
   */
  NDArray last(NDArray x);
}
