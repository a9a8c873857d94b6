package io.lacuna.trainer.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.Encoder;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.plan.Draws;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * MoRA without its modality-aware part: one up-projection for everybody, whatever a record has.
 * Beside each of its blocks stands {@code x + scale · (x·Dᵀ)·Uᵀ}. It starts as MoRA does, D normal
 * with deviation 1/r and U zero, so a fresh one is the base to the bit.
 *
 * <p>Keys: {@code blocks.BLOCK.lora.down.weight} (r, h), {@code blocks.BLOCK.lora.up.weight} (h,
 * r).
 *
 * @param h width of the base
 * @param blocks that carry a delta
 */
record SharedDelta(Encoder encoder, int h, List<Integer> blocks, int r, float scale)
    implements BaseChange {
  private static final String DOWN = "down.weight";
  private static final String UP = "up.weight";

  static SharedDelta on(Base base, LoraSettings settings, String method) {
    List<Integer> blocks = settings.blocksOf(base, method);
    return new SharedDelta(base, base.width(), blocks, settings.r(), settings.scale());
  }

  @Override
  public SortedMap<String, Shape> shapes() {
    SortedMap<String, Shape> shapes = new TreeMap<>();
    for (int block : blocks) {
      shapes.put(prefix(block) + DOWN, new Shape(r, h));
      shapes.put(prefix(block) + UP, new Shape(h, r));
    }
    return shapes;
  }

  @Override
  public float[] initial(String key, Shape shape, Draws draws) {
    float[] values = new float[(int) shape.size()];
    if (key.endsWith(DOWN)) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (draws.normal() / r);
      }
    }
    return values;
  }

  @Override
  public NDArray states(Parameters parameters, TokenBatch tokens) {
    Map<Integer, UnaryOperator<NDArray>> deltas = new TreeMap<>();
    for (int block : blocks) {
      Parameters own = parameters.sub(prefix(block));
      deltas.put(
          block,
          x -> {
            NDArray low = Torch.linear(x, own.get(DOWN), null); // (n, s, r)
            return Torch.linear(Torch.scale(low, scale), own.get(UP), null);
          });
    }
    return encoder.encode(tokens.x0(), tokens.mask(), deltas);
  }

  private static String prefix(int block) {
    return "blocks." + block + ".lora.";
  }
}
