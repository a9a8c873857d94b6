package io.lacuna.trainer.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.OpenBlocks;
import io.lacuna.model.base.OpenBlocks.Change;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.plan.Draws;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Missing-aware prompts (MAP, Lee et al., CVPR 2023, arXiv 2303.03369), input-level: a learned set
 * of tokens for each presence pattern and each of the first blocks, put in front of all tokens
 * where the block begins. They are attended and stay: after k such blocks there are k · length of
 * them. What is read are the states of the record's own tokens.
 *
 * <p>Prompts start as N(0, 0.02). The authors start them as zeros with one row of ones, and leave
 * it to dropout inside the frozen blocks to tell the zeros apart; there is none here, and alike
 * rows would stay alike for ever.
 *
 * <p>Keys: {@code prompts.BLOCK.weight} (patterns, length · h).
 *
 * @param patterns in the order of their rows
 * @param layers first blocks with prompts
 * @param length prompts of a pattern at a block
 */
record MissingPrompts(OpenBlocks blocks, List<PresenceMask> patterns, int layers, int length)
    implements BaseChange {
  private static final double DEVIATION = 0.02;

  static MissingPrompts on(
      Base base, List<Modality> modalities, PromptSettings settings, String method) {
    LoraSettings.requireBlocks(base, method);
    OpenBlocks blocks = base.openBlocks().orElseThrow();
    int layers = Math.min(settings.layers(), blocks.count());
    return new MissingPrompts(blocks, PresenceMask.within(modalities), layers, settings.length());
  }

  @Override
  public SortedMap<String, Shape> shapes() {
    SortedMap<String, Shape> shapes = new TreeMap<>();
    for (int block = 0; block < layers; block++) {
      shapes.put(key(block), new Shape(patterns.size(), (long) length * blocks.width()));
    }
    return shapes;
  }

  @Override
  public float[] initial(String key, Shape shape, Draws draws) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (DEVIATION * draws.normal());
    }
    return values;
  }

  @Override
  public NDArray states(Parameters parameters, TokenBatch tokens) {
    int n = tokens.size();
    NDManager call = tokens.x0().getManager();
    NDArray rows = call.create(rows(tokens.presence()));
    NDArray attended = call.ones(new Shape(n, length));
    NDArray mask = tokens.mask();
    NDArray x = tokens.x0();
    for (int block = 0; block < blocks.count(); block++) {
      if (block < layers) {
        NDArray prompts =
            Torch.embedding(rows, parameters.get(key(block))).reshape(n, length, blocks.width());
        x = replaced(x, Torch.concat(new NDList(prompts, x), 1), tokens);
        mask = Torch.concat(new NDList(attended, mask), 1);
      }
      x = replaced(x, blocks.apply(block, x, mask, Change.NONE), tokens);
    }
    return blocks.last(x).get(":, " + layers * length + ":");
  }

  /** Frees what is no longer needed, but for what the batch owns. */
  private static NDArray replaced(NDArray before, NDArray after, TokenBatch tokens) {
    if (before != tokens.x0()) {
      before.close();
    }
    return after;
  }

  /** (n): the row of each record's pattern; the first for one that has nothing to be read. */
  private long[] rows(NDArray presence) {
    int k = Modality.values().length;
    float[] columns = presence.toFloatArray();
    long[] rows = new long[columns.length / k];
    for (int i = 0; i < rows.length; i++) {
      int bits = 0;
      for (int m = 0; m < k; m++) {
        bits |= columns[i * k + m] > 0 ? 1 << m : 0;
      }
      rows[i] = bits == 0 ? 0 : patterns.indexOf(new PresenceMask(bits));
    }
    return rows;
  }

  private static String key(int block) {
    return "prompts." + block + ".weight";
  }
}
