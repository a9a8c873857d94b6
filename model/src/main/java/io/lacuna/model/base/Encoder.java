package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The frozen blocks of a base. */
@FunctionalInterface
public interface Encoder {

  /**
   * Runs all blocks. What a masked token holds has no influence; its own state is unspecified.
   * Differentiable in {@code x0} and in what the deltas use; the blocks before the first delta get
   * no backward pass.
   *
   * @param x0 (n, s, h), on the manager of the call
   * @param mask (n, s) float, 1 = token, 0 = padding or absent
   * @param deltas per block, from 0, a residual branch beside the whole block: input of the block
   *     (n, s, h) to what is added to its output
   * @return final states (n, s, h)
   */
  NDArray encode(NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas);
}
