package io.lacuna.trainer.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.OpenBlocks;
import io.lacuna.model.base.OpenBlocks.Change;
import io.lacuna.model.base.OpenBlocks.Projection;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.plan.Draws;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * LoRA (Hu et al., ICLR 2022, arXiv 2106.09685) on projections of the attentions: {@code W·x + b +
 * scale · B·A·x}. A starts uniform within ±1/√h, as in PEFT, and B zero, so a fresh one is the base
 * to the bit.
 *
 * <p>Keys: {@code blocks.BLOCK.PROJECTION.lora_A.weight} (r, h), {@code
 * blocks.BLOCK.PROJECTION.lora_B.weight} (h, r).
 *
 * @param changed blocks that carry LoRA
 * @param projections of each such block
 */
record ProjectionLora(
    OpenBlocks blocks, List<Integer> changed, Set<Projection> projections, int r, float scale)
    implements BaseChange {
  private static final String A = "lora_A.weight";
  private static final String B = "lora_B.weight";

  static ProjectionLora on(
      Base base, LoraSettings settings, Set<Projection> projections, String method) {
    List<Integer> changed = settings.blocksOf(base, method);
    OpenBlocks blocks = base.openBlocks().orElseThrow();
    return new ProjectionLora(blocks, changed, projections, settings.r(), settings.scale());
  }

  @Override
  public SortedMap<String, Shape> shapes() {
    int h = blocks.width();
    SortedMap<String, Shape> shapes = new TreeMap<>();
    for (int block : changed) {
      for (Projection projection : projections) {
        shapes.put(prefix(block) + name(projection) + A, new Shape(r, h));
        shapes.put(prefix(block) + name(projection) + B, new Shape(h, r));
      }
    }
    return shapes;
  }

  @Override
  public float[] initial(String key, Shape shape, Draws draws) {
    float[] values = new float[(int) shape.size()];
    if (key.endsWith(A)) {
      double bound = 1 / Math.sqrt(shape.get(1));
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) draws.between(-bound, bound);
      }
    }
    return values;
  }

  @Override
  public NDArray states(Parameters parameters, TokenBatch tokens) {
    NDArray x = tokens.x0();
    for (int block = 0; block < blocks.count(); block++) {
      Change change = changed.contains(block) ? lora(parameters.sub(prefix(block))) : Change.NONE;
      NDArray y = blocks.apply(block, x, tokens.mask(), change);
      if (block > 0) {
        x.close();
      }
      x = y;
    }
    return blocks.last(x);
  }

  private Change lora(Parameters own) {
    return (projection, x, y) -> {
      if (!projections.contains(projection)) {
        return y;
      }
      NDArray low = Torch.linear(x, own.get(name(projection) + A), null); // (n, s, r)
      return y.add(Torch.linear(Torch.scale(low, scale), own.get(name(projection) + B), null));
    };
  }

  private static String prefix(int block) {
    return "blocks." + block + ".";
  }

  private static String name(Projection projection) {
    return projection.word() + ".";
  }
}
