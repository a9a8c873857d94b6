package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.OpenBlocks.Change;
import io.lacuna.model.base.OpenBlocks.Projection;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The transformer of all-MiniLM-L6-v2 as pure functions: BERT with post-layer-norm, 6 layers, 12
 * heads, width 384.
 *
 * <p>Shapes: n records, s tokens, h = 384. Results land on the manager of the first array argument;
 * intermediate arrays are freed layer by layer.
 */
public final class MiniLm {
  public static final int WIDTH = 384;
  public static final int LAYERS = 6;
  private static final int HEADS = 12;
  private static final double EPS = 1e-12;

  /** Far below any attention score, so that a masked token gets weight 0, yet finite. */
  private static final float MASKED = -1e9f;

  private MiniLm() {}

  /**
   * Token, position and segment embedding, normalised.
   *
   * @param ids (n, t) int64
   * @return (n, t, h), the input of the first block
   */
  public static NDArray embedText(Parameters weights, NDArray ids) {
    Parameters w = weights.sub("embeddings.");
    return Torch.scoped(
        ids,
        in -> {
          NDManager m = in.getManager();
          NDArray positions = m.arange(0, (int) in.getShape().get(1), 1, in.getDataType());
          NDArray words = Torch.embedding(in, w.get("word_embeddings.weight"));
          NDArray places = Torch.embedding(positions, w.get("position_embeddings.weight"));
          NDArray segment = Torch.embedding(m.create(0L), w.get("token_type_embeddings.weight"));
          return norm(words.add(places).add(segment), w.sub("LayerNorm."));
        });
  }

  /** Runs all blocks, see {@link Encoder#encode}. */
  public static NDArray encode(
      Parameters weights, NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    NDArray perHead = bias(mask, x0.getManager());
    NDArray x = x0;
    for (int layer = 0; layer < LAYERS; layer++) {
      Parameters w = weights.sub("encoder.layer." + layer + ".");
      UnaryOperator<NDArray> delta = deltas.get(layer);
      NDArray input = x;
      x =
          Torch.scoped(
              input,
              in ->
                  delta == null
                      ? block(w, in, perHead, Change.NONE)
                      : block(w, in, perHead, Change.NONE).add(delta.apply(in)));
      if (input != x0) {
        input.close();
      }
    }
    return x;
  }

  /**
   * {@link #encode} without the cost of padding, for scoring.
   *
   * @param mask as there; every record must have a token
   */
  static NDArray encodePacked(
      Parameters weights, NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    PackedTokens tokens = new PackedTokens(mask);
    NDArray perHead = bias(mask, x0.getManager());
    return tokens.through(
        LAYERS,
        (layer, x) -> packedBlock(weights.sub("encoder.layer." + layer + "."), x, perHead, tokens),
        x0,
        deltas);
  }

  /** The blocks one at a time. */
  public static OpenBlocks open(Parameters weights) {
    return new OpenBlocks() {
      @Override
      public int count() {
        return LAYERS;
      }

      @Override
      public int width() {
        return WIDTH;
      }

      @Override
      public NDArray apply(int layer, NDArray x, NDArray mask, Change change) {
        Parameters w = weights.sub("encoder.layer." + layer + ".");
        return Torch.scoped(x, in -> block(w, in, bias(mask, in.getManager()), change));
      }

      @Override
      public NDArray last(NDArray x) {
        return x;
      }
    };
  }

  /** The same blocks in bfloat16. */
  static FusedBlocks fused(Parameters weights, NDManager owner) {
    FusedBlocks.Names names =
        new FusedBlocks.Names(
            List.of("attention.self.query", "attention.self.key", "attention.self.value"),
            "attention.output.dense",
            "attention.output.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");
    FusedBlocks.Sizes sizes = new FusedBlocks.Sizes(LAYERS, HEADS, WIDTH, EPS, false);
    return new FusedBlocks(owner, weights.sub("encoder.layer."), names, sizes);
  }

  /** {@link #block} over (k, h). */
  private static NDArray packedBlock(Parameters w, NDArray x, NDArray bias, PackedTokens tokens) {
    NDArray q = heads(tokens.spread(linear(x, w, "attention.self.query")));
    NDArray k = heads(tokens.spread(linear(x, w, "attention.self.key")));
    NDArray v = heads(tokens.spread(linear(x, w, "attention.self.value")));
    return rest(w, x, tokens.pack(attention(q, k, v, bias)));
  }

  /** One block: attention, then two linear maps, each added to its input and normalised. */
  private static NDArray block(Parameters w, NDArray x, NDArray bias, Change change) {
    NDArray q = heads(projected(Projection.QUERY, w, x, change)); // (n, heads, s, d)
    NDArray k = heads(projected(Projection.KEY, w, x, change));
    NDArray v = heads(projected(Projection.VALUE, w, x, change));
    return rest(w, x, attention(q, k, v, bias));
  }

  private static NDArray projected(Projection projection, Parameters w, NDArray x, Change change) {
    return change.of(projection, x, linear(x, w, "attention.self." + projection.word()));
  }

  /** A block after its attention; every token by itself. */
  private static NDArray rest(Parameters w, NDArray x, NDArray mixed) {
    NDArray attended = linear(mixed, w, "attention.output.dense");
    NDArray y = norm(attended.add(x), w.sub("attention.output.LayerNorm."));
    NDArray wide = Torch.gelu(linear(y, w, "intermediate.dense")); // (n, s, 4h)
    return norm(linear(wide, w, "output.dense").add(y), w.sub("output.LayerNorm."));
  }

  /** softmax(q·kᵀ/√d + bias)·v for each head; (n, heads, s, d) to (n, s, h). */
  private static NDArray attention(NDArray q, NDArray k, NDArray v, NDArray bias) {
    double scale = 1 / Math.sqrt((double) WIDTH / HEADS);
    NDArray scores =
        Torch.scale(q, scale).matMul(k.transpose(0, 1, 3, 2)).add(bias); // (n, heads, s, s)
    NDArray mixed = Torch.softmax(scores, -1).matMul(v);
    Shape shape = q.getShape();
    return mixed.transpose(0, 2, 1, 3).reshape(shape.get(0), shape.get(2), WIDTH);
  }

  /** (n, s) to (n, 1, 1, s), what is added to the attention scores. */
  private static NDArray bias(NDArray mask, NDManager m) {
    return m.create(MASKED).mul(mask.sub(1).neg()).expandDims(1).expandDims(1);
  }

  private static NDArray heads(NDArray x) {
    return x.reshape(x.getShape().get(0), x.getShape().get(1), HEADS, WIDTH / HEADS)
        .transpose(0, 2, 1, 3);
  }

  private static NDArray linear(NDArray x, Parameters w, String name) {
    return Torch.linear(x, w.get(name + ".weight"), w.get(name + ".bias"));
  }

  private static NDArray norm(NDArray x, Parameters w) {
    return Torch.layerNorm(x, w.get("weight"), w.get("bias"), EPS);
  }
}
