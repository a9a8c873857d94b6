package io.lacuna.model.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One block of low-rank experts for several tasks. It is our reconstruction from what is known of
 * MMoLRE (arXiv 2505.14143) and its parent MLoRE, not the authors' code. For each task:
 *
 * <pre>
 *   gate = Linear(GELU(Linear(masked mean of x)))      the last output is π, the others g = softmax
 *   y = LayerNorm(Σ_n g_n · E_n(x)) + π · E_own(x)
 *   z = x + Linear(GELU(normalise(y)))                 frames outside the mask become zero
 * </pre>
 *
 * The experts {@code E_n} are shared by the tasks, each task has one of its own. Ours, and
 * optional: a learned vector per presence pattern is added inside the gate, so that a task can
 * weigh its experts by what is missing.
 *
 * <p>Legend: n = records, t = frames, d = width, e = shared experts. Keys: {@code shared.N.*} and
 * {@code own.TASK.*} as in {@link LowRankExpert}; {@code TASK.gate.hidden.*} (d/4, d), {@code
 * TASK.gate.out.*} (e + 1, d/4), {@code TASK.gate.presence.weight} (8, d/4), {@code TASK.norm.*}
 * (d), {@code TASK.proj.*} (d, d).
 */
public final class LowRankMixture {
  private static final double EPS = 1e-5;
  private static final int PATTERNS = 8;

  private LowRankMixture() {}

  /**
   * Result for one task.
   *
   * @param z (n, t, d)
   * @param gate (n, e), sums to 1 per record
   * @param pi (n), weight of the task's own expert, unbounded
   */
  public record Mixed(NDArray z, NDArray gate, NDArray pi) {}

  /**
   * @param x (n, t, d)
   * @param mask (n, t), 1 for real frames
   * @param presence (n) int64, bits of the presence mask; used if the gate has a presence table
   */
  public static Mixed of(
      NDArray x, NDArray mask, NDArray presence, Parameters block, String task, int experts) {
    Parameters p = block.sub(task + ".");
    NDArray logits = gateLogits(x, mask, presence, p.sub("gate."));
    NDArray gate = Torch.softmax(logits.get(":, :" + experts), 1);
    NDArray pi = logits.get(":, " + experts);
    NDArray mixed = LowRankExpert.weighted(x, mask, shared(block, experts), gate);
    NDArray own = LowRankExpert.of(x, mask, block.sub("own." + task + "."));
    NDArray y =
        Torch.layerNorm(mixed, p.get("norm.weight"), p.get("norm.bias"), EPS)
            .add(own.mul(pi.reshape(-1, 1, 1)));
    NDArray step =
        Torch.linear(
            Torch.gelu(Torch.layerNorm(y, null, null, EPS)),
            p.get("proj.weight"),
            p.get("proj.bias"));
    return new Mixed(x.add(step).mul(mask.expandDims(2)), gate, pi);
  }

  /**
   * @param width d
   * @param rank of every expert
   * @param experts e, shared by the tasks
   * @param kernel of an expert's first convolution
   * @param presence whether the gates have a table of presence patterns
   */
  public record Size(int width, int rank, int experts, int kernel, boolean presence) {}

  /** Shape of each parameter of a block. */
  public static SortedMap<String, Shape> shapes(Size size, List<String> tasks) {
    int width = size.width();
    int experts = size.experts();
    SortedMap<String, Shape> shapes = new TreeMap<>();
    for (int e = 0; e < experts; e++) {
      put(shapes, "shared." + e + ".", LowRankExpert.shapes(width, size.rank(), size.kernel()));
    }
    for (String task : tasks) {
      put(shapes, "own." + task + ".", LowRankExpert.shapes(width, size.rank(), size.kernel()));
      shapes.put(task + ".gate.hidden.weight", new Shape(width / 4, width));
      shapes.put(task + ".gate.hidden.bias", new Shape(width / 4));
      if (size.presence()) {
        shapes.put(task + ".gate.presence.weight", new Shape(PATTERNS, width / 4));
      }
      shapes.put(task + ".gate.out.weight", new Shape(experts + 1, width / 4));
      shapes.put(task + ".gate.out.bias", new Shape(experts + 1));
      shapes.put(task + ".norm.weight", new Shape(width));
      shapes.put(task + ".norm.bias", new Shape(width));
      shapes.put(task + ".proj.weight", new Shape(width, width));
      shapes.put(task + ".proj.bias", new Shape(width));
    }
    return shapes;
  }

  private static NDArray gateLogits(NDArray x, NDArray mask, NDArray presence, Parameters gate) {
    NDArray hidden =
        Torch.linear(Torch.maskedMean(x, mask), gate.get("hidden.weight"), gate.get("hidden.bias"));
    if (gate.has("presence.weight")) {
      hidden = hidden.add(Torch.embedding(presence, gate.get("presence.weight")));
    }
    return Torch.linear(Torch.gelu(hidden), gate.get("out.weight"), gate.get("out.bias"));
  }

  private static List<Parameters> shared(Parameters block, int experts) {
    return IntStream.range(0, experts).mapToObj(e -> block.sub("shared." + e + ".")).toList();
  }

  private static void put(
      SortedMap<String, Shape> all, String prefix, SortedMap<String, Shape> part) {
    part.forEach((key, shape) -> all.put(prefix + key, shape));
  }
}
