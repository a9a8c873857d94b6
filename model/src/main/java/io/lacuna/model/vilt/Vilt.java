package io.lacuna.model.vilt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.Encoder;
import io.lacuna.model.base.FusedBlocks;
import io.lacuna.model.base.OpenBlocks;
import io.lacuna.model.features.Features;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The functions of a ViLT (Kim et al., ICML 2021, arXiv 2102.03334): two embeddings, a pre-norm
 * transformer over their tokens, a pooler. Nothing here keeps state; the weights are frozen.
 *
 * <p>Shapes: n records, t text tokens, p patches, s = tokens of a record, h = hidden. Results land
 * on the manager of the first array argument; intermediate arrays are freed block by block.
 *
 * @param config sizes
 * @param weights under Hugging Face's names without the prefix {@code vilt.}
 */
public record Vilt(ViltConfig config, Parameters weights) implements Encoder {
  private static final long TEXT = 0;
  private static final long IMAGE = 1;

  /** Far below any attention score, so that a masked token gets weight 0, yet finite. */
  private static final float MASKED = -1e9f;

  /**
   * Words, segment 0 and positions, normalised, then modality 0.
   *
   * @param ids (n, t) int64
   * @return (n, t, h)
   * @throws IllegalArgumentException if t exceeds the position table
   */
  public NDArray embedText(NDArray ids) {
    long t = ids.getShape().get(1);
    if (t > config.maxPositions()) {
      throw new IllegalArgumentException(
          "text of " + t + " tokens; this ViLT has positions for " + config.maxPositions());
    }
    Parameters w = weights.sub("embeddings.text_embeddings.");
    return Torch.scoped(
        ids,
        in -> {
          NDManager m = in.getManager();
          NDArray positions = m.arange(0, (int) t, 1, in.getDataType());
          NDArray words = Torch.embedding(in, w.get("word_embeddings.weight"));
          NDArray places = Torch.embedding(positions, w.get("position_embeddings.weight"));
          NDArray segment = Torch.embedding(m.create(0L), w.get("token_type_embeddings.weight"));
          NDArray sum = words.add(segment).add(places);
          return norm(sum, w.sub("LayerNorm."), config.layerNormEps()).add(modality(TEXT, m));
        });
  }

  /**
   * An image token, then the patches row by row; positions are interpolated where the image has
   * another number of patches than the position table; then modality 1.
   *
   * @param pixels (n, c, height, width), sides multiples of the patch size
   * @return (n, 1 + p, h)
   */
  public NDArray embedImage(NDArray pixels) {
    Parameters w = weights.sub("embeddings.");
    return Torch.scoped(
        pixels,
        in -> {
          NDManager m = in.getManager();
          NDArray maps =
              Torch.conv2d(
                  in,
                  w.get("patch_embeddings.projection.weight"),
                  w.get("patch_embeddings.projection.bias"),
                  config.patchSize(),
                  0); // (n, h, rows, columns)
          long n = maps.getShape().get(0);
          int rows = (int) maps.getShape().get(2);
          int columns = (int) maps.getShape().get(3);
          NDArray patches =
              maps.reshape(n, config.hiddenSize(), (long) rows * columns).transpose(0, 2, 1);
          NDArray first = m.zeros(new Shape(n, 1, config.hiddenSize())).add(w.get("cls_token"));
          NDArray places =
              PositionGrid.matrix(config.grid(), rows, columns, m)
                  .matMul(w.get("position_embeddings"));
          return Torch.concat(new NDList(first, patches), 1).add(places).add(modality(IMAGE, m));
        });
  }

  /**
   * Images of any sizes in one array: each size is embedded by itself, shorter ones are filled with
   * zeros at the end.
   *
   * @param images (c, height, width) each, as {@link ViltConfig#takes} allows
   * @param m owns the result
   * @return (n, longest, h)
   */
  public NDArray embedImages(List<Features> images, NDManager m) {
    Map<String, List<Integer>> bySize = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      int[] shape = images.get(i).shape();
      bySize.computeIfAbsent(shape[1] + "x" + shape[2], size -> new ArrayList<>()).add(i);
    }
    int longest = images.stream().mapToInt(this::tokens).max().orElseThrow();
    NDList parts = new NDList();
    long[] places = new long[images.size()];
    int place = 0;
    for (List<Integer> group : bySize.values()) {
      try (NDArray pixels = stack(group.stream().map(images::get).toList(), m)) {
        parts.add(filled(embedImage(pixels), longest));
      }
      for (int i : group) {
        places[i] = place++;
      }
    }
    return parts.size() == 1 ? parts.get(0) : Torch.rows(Torch.concat(parts, 0), places);
  }

  /** (n, t, h) → (n, length, h). */
  private static NDArray filled(NDArray tokens, int length) {
    Shape shape = tokens.getShape();
    if (shape.get(1) == length) {
      return tokens;
    }
    try (tokens) {
      Shape rest = new Shape(shape.get(0), length - shape.get(1), shape.get(2));
      return Torch.concat(new NDList(tokens, tokens.getManager().zeros(rest)), 1);
    }
  }

  /** How many tokens an image gives, its own one included. */
  public int tokens(Features image) {
    return 1 + image.shape()[1] / config.patchSize() * (image.shape()[2] / config.patchSize());
  }

  private static NDArray stack(List<Features> images, NDManager m) {
    int[] shape = images.get(0).shape();
    int each = images.get(0).values().length;
    float[] values = new float[images.size() * each];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i).values(), 0, values, i * each, each);
    }
    return m.create(values, new Shape(images.size(), shape[0], shape[1], shape[2]));
  }

  /**
   * Runs all blocks and the last norm.
   *
   * @throws IllegalArgumentException if a delta is for a block that there is not
   */
  @Override
  public NDArray encode(NDArray x0, NDArray mask, Map<Integer, UnaryOperator<NDArray>> deltas) {
    check(deltas);
    NDArray perHead = bias(mask, x0.getManager());
    NDArray x = x0;
    for (int i = 0; i < config.layers(); i++) {
      ViltBlock block = new ViltBlock(config, weights.sub("encoder.layer." + i + "."));
      UnaryOperator<NDArray> delta = deltas.get(i);
      NDArray input = x;
      x =
          Torch.scoped(
              input,
              in -> {
                NDArray y = block.apply(in, perHead, OpenBlocks.Change.NONE);
                return delta == null ? y : y.add(delta.apply(in));
              });
      if (input != x0) {
        input.close();
      }
    }
    return lastNorm(x);
  }

  /** The blocks one at a time. */
  public OpenBlocks open() {
    return new OpenBlocks() {
      @Override
      public int count() {
        return config.layers();
      }

      @Override
      public int width() {
        return config.hiddenSize();
      }

      @Override
      public NDArray apply(int layer, NDArray x, NDArray mask, Change change) {
        ViltBlock block = new ViltBlock(config, weights.sub("encoder.layer." + layer + "."));
        return Torch.scoped(x, in -> block.apply(in, bias(mask, in.getManager()), change));
      }

      @Override
      public NDArray last(NDArray x) {
        return lastNorm(x);
      }
    };
  }

  /** Refuses deltas for blocks that there are not. */
  void check(Map<Integer, UnaryOperator<NDArray>> deltas) {
    for (int block : deltas.keySet()) {
      if (block < 0 || block >= config.layers()) {
        throw new IllegalArgumentException(
            "a delta for block " + block + "; there are blocks 0 to " + (config.layers() - 1));
      }
    }
  }

  /** Frees what it normalises. */
  NDArray lastNorm(NDArray x) {
    NDArray states = norm(x, weights.sub("layernorm."), config.blockNormEps());
    x.close();
    return states;
  }

  /** The blocks in bfloat16, without the last norm. */
  FusedBlocks fused(NDManager owner) {
    FusedBlocks.Names names =
        new FusedBlocks.Names(
            List.of(
                "attention.attention.query",
                "attention.attention.key",
                "attention.attention.value"),
            "attention.output.dense",
            "layernorm_before",
            "intermediate.dense",
            "output.dense",
            "layernorm_after");
    FusedBlocks.Sizes sizes =
        new FusedBlocks.Sizes(
            config.layers(), config.heads(), config.hiddenSize(), config.blockNormEps(), true);
    return new FusedBlocks(owner, weights.sub("encoder.layer."), names, sizes);
  }

  /**
   * The record's vector: linear and tanh over its first token.
   *
   * @param states (n, s, h) from {@link #encode}
   * @return (n, h)
   */
  public NDArray pool(NDArray states) {
    Parameters w = weights.sub("pooler.dense.");
    return Torch.linear(states.get(":, 0"), w.get("weight"), w.get("bias")).tanh();
  }

  /** (n, s) to (n, 1, 1, s), what is added to the attention scores. */
  private static NDArray bias(NDArray mask, NDManager m) {
    return m.create(MASKED).mul(mask.sub(1).neg()).expandDims(1).expandDims(1);
  }

  private NDArray modality(long type, NDManager m) {
    return Torch.embedding(m.create(type), weights.get("embeddings.token_type_embeddings.weight"));
  }

  static NDArray norm(NDArray x, Parameters w, double eps) {
    return Torch.layerNorm(x, w.get("weight"), w.get("bias"), eps);
  }
}
