package io.lacuna.model.vilt;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.base.OpenBlocks.Change;
import io.lacuna.model.base.OpenBlocks.Projection;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;

/**
 * One pre-norm transformer block: attention, then two linear maps, each on the normalised input and
 * added to it.
 *
 * @param w the block's weights, without their prefix
 */
record ViltBlock(ViltConfig config, Parameters w) {

  /**
   * @param x (n, s, h)
   * @param bias (n, 1, 1, s), added to the attention scores
   * @param change of the projections
   * @return (n, s, h)
   */
  NDArray apply(NDArray x, NDArray bias, Change change) {
    NDArray attended = attention(norm(x, "layernorm_before."), bias, change);
    NDArray y = x.add(linear(attended, "attention.output.dense"));
    NDArray wide = Torch.gelu(linear(norm(y, "layernorm_after."), "intermediate.dense"));
    return y.add(linear(wide, "output.dense"));
  }

  /** softmax(q·kᵀ/√d + bias)·v for each head. */
  private NDArray attention(NDArray x, NDArray bias, Change change) {
    NDArray q = heads(projected(Projection.QUERY, x, change)); // (n, heads, s, d)
    NDArray k = heads(projected(Projection.KEY, x, change));
    NDArray v = heads(projected(Projection.VALUE, x, change));
    double scale = 1 / Math.sqrt((double) config.hiddenSize() / config.heads());
    NDArray scores =
        Torch.scale(q, scale).matMul(k.transpose(0, 1, 3, 2)).add(bias); // (n, heads, s, s)
    NDArray mixed = Torch.softmax(scores, -1).matMul(v);
    return mixed.transpose(0, 2, 1, 3).reshape(x.getShape());
  }

  private NDArray projected(Projection projection, NDArray x, Change change) {
    return change.of(projection, x, linear(x, "attention.attention." + projection.word()));
  }

  private NDArray heads(NDArray x) {
    long each = config.hiddenSize() / config.heads();
    return x.reshape(x.getShape().get(0), x.getShape().get(1), config.heads(), each)
        .transpose(0, 2, 1, 3);
  }

  private NDArray linear(NDArray x, String name) {
    return Torch.linear(x, w.get(name + ".weight"), w.get(name + ".bias"));
  }

  private NDArray norm(NDArray x, String name) {
    return Vilt.norm(x, w.sub(name), config.blockNormEps());
  }
}
