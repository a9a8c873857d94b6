package io.lacuna.model.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.ScriptFunction;
import io.lacuna.model.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Transformer blocks in bfloat16, each one call of the engine. Linear maps and attention multiply
 * bfloat16; norms and residual sums are float32, as are what goes in and what comes out, so that
 * the deltas of adapters work between the blocks as beside the float32 ones. For scoring only:
 * there is no gradient. Thread-safe.
 *
 * <p>Legend: n = records, s = places of a record, k = tokens that count, h = width.
 */
public final class FusedBlocks {
  /**
   * The parts of a block by their names in the checkpoint; each has {@code .weight} and {@code
   * .bias}.
   *
   * @param attention query, key and value
   */
  public record Names(
      List<String> attention,
      String mix,
      String firstNorm,
      String widen,
      String narrow,
      String secondNorm) {}

  /**
   * @param normFirst whether a norm stands before attention and linear maps, or after the sums
   */
  public record Sizes(int layers, int heads, int width, double eps, boolean normFirst) {}

  /** Far below any attention score, so that a masked token gets weight 0, yet finite. */
  private static final float MASKED = -1e9f;

  private final Sizes sizes;
  private final ScriptFunction block;
  private final List<NDArray[]> weights = new ArrayList<>();

  /**
   * Copies the weights of the linear maps into bfloat16.
   *
   * @param owner frees the copies when it is closed
   * @param blocks float32, under {@code LAYER.NAME}
   */
  public FusedBlocks(NDManager owner, Parameters blocks, Names names, Sizes sizes) {
    this.sizes = sizes;
    this.block = new ScriptFunction(owner, script(sizes));
    ScriptFunction half = ScriptFunction.toBfloat16(owner);
    for (int layer = 0; layer < sizes.layers(); layer++) {
      weights.add(weights(blocks.sub(layer + "."), names, half, owner));
    }
  }

  private static NDArray[] weights(
      Parameters w, Names names, ScriptFunction half, NDManager owner) {
    List<NDArray> all = new ArrayList<>();
    for (String kind : List.of(".weight", ".bias")) {
      NDList parts = new NDList();
      names.attention().forEach(name -> parts.add(w.get(name + kind)));
      try (NDArray joined = Torch.concat(parts, 0)) {
        all.add(half.apply(joined));
      }
    }
    for (String map : List.of(names.mix(), names.widen(), names.narrow())) {
      all.add(half.apply(w.get(map + ".weight")));
      all.add(half.apply(w.get(map + ".bias")));
    }
    for (String norm : List.of(names.firstNorm(), names.secondNorm())) {
      all.add(w.get(norm + ".weight"));
      all.add(w.get(norm + ".bias"));
    }
    all.forEach(array -> array.attach(owner));
    return all.toArray(NDArray[]::new);
  }

  /** Runs all blocks at every place, see {@link Encoder#encode}. */
  public NDArray encode(NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    return encode(PackedTokens.everyPlace(mask), x0, mask, deltas);
  }

  /** {@link #encode} without the cost of padding; every record must have a token. */
  public NDArray encodePacked(
      NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    return encode(new PackedTokens(mask), x0, mask, deltas);
  }

  private NDArray encode(
      PackedTokens tokens, NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    NDManager call = x0.getManager();
    NDArray bias = call.create(MASKED).mul(mask.sub(1).neg()).expandDims(1).expandDims(1);
    NDArray rows = tokens.rows(call);
    NDArray places = tokens.places(call);
    return tokens.through(
        sizes.layers(),
        (layer, x) -> {
          NDArray[] own = weights.get(layer);
          NDArray[] inputs = new NDArray[4 + own.length];
          inputs[0] = x; // (k, h)
          inputs[1] = bias; // (n, 1, 1, s)
          inputs[2] = rows; // (n·s)
          inputs[3] = places; // (k)
          System.arraycopy(own, 0, inputs, 4, own.length);
          return block.apply(inputs);
        },
        x0,
        deltas);
  }

  /** 15 is bfloat16 and 6 float32 in TorchScript. */
  private static String script(Sizes sizes) {
    String first = norm(sizes, "n1");
    String second = norm(sizes, "n2");
    String asIs = "%s";
    boolean before = sizes.normFirst();
    return """
          def forward(self: __torch__.M, x: Tensor, bias: Tensor, rows: Tensor, places: Tensor, \
        qkvw: Tensor, qkvb: Tensor, ow: Tensor, ob: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, \
        b2: Tensor, n1w: Tensor, n1b: Tensor, n2w: Tensor, n2b: Tensor) -> Tensor:
            n = torch.size(bias, 0)
            s = torch.size(bias, 3)
            u = torch.to(BEFORE_ATTENTION, 15)
            a = torch.index_select(torch.linear(u, qkvw, qkvb), 0, rows)
            z = torch.permute(torch.view(a, [n, s, 3, HEADS, EACH]), [2, 0, 3, 1, 4])
            q = torch.select(z, 0, 0)
            k = torch.select(z, 0, 1)
            v = torch.select(z, 0, 2)
            c = torch.scaled_dot_product_attention(q, k, v, torch.to(bias, 15))
            d = torch.reshape(torch.transpose(c, 1, 2), [-1, WIDTH])
            m = torch.linear(torch.index_select(d, 0, places), ow, ob)
            e = torch.add(torch.to(m, 6), x)
            y = AFTER_ATTENTION
            g = torch.gelu(torch.linear(torch.to(BEFORE_MAPS, 15), w1, b1))
            f = torch.add(torch.to(torch.linear(g, w2, b2), 6), y)
            return AFTER_MAPS
        """
        .replace("BEFORE_ATTENTION", (before ? first : asIs).formatted("x"))
        .replace("AFTER_ATTENTION", (before ? asIs : first).formatted("e"))
        .replace("BEFORE_MAPS", (before ? second : asIs).formatted("y"))
        .replace("AFTER_MAPS", (before ? asIs : second).formatted("f"))
        .replace("HEADS", Integer.toString(sizes.heads()))
        .replace("EACH", Integer.toString(sizes.width() / sizes.heads()))
        .replace("WIDTH", Integer.toString(sizes.width()));
  }

  private static String norm(Sizes sizes, String name) {
    String eps = String.format(Locale.ROOT, "%.17e", sizes.eps());
    return "torch.layer_norm(%%s, [%d], %sw, %sb, %s)".formatted(sizes.width(), name, name, eps);
  }
}
