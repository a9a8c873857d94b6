package io.lacuna.model.nn;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import java.util.List;

/**
 * One block of low-rank experts for several tasks. As {@link ExpertOptions#MMOLRE} has it, it is
 * our reconstruction from what is known of MMoLRE (arXiv 2505.14143) and its parent MLoRE, not the
 * authors' code. For each task:
 *
 * <pre>
 *   gate = Linear(GELU(Linear(masked mean of x)))      the last output is π, the others g = softmax
 *   y = LayerNorm(Σ_n g_n · E_n(x)) + π · E_own(x)
 *   z = x + Linear(GELU(normalise(y)))                 frames outside the mask become zero
 * </pre>
 *
 * The experts {@code E_n} are shared by the tasks, each task has one of its own. Other options
 * weigh own experts under the same softmax, inside the norm; have no own expert, or no shared one;
 * or drop all but the k shared experts of the largest logits. Ours, and optional: a learned vector
 * per presence pattern is added inside the gate, so that a task can weigh its experts by what is
 * missing.
 *
 * <p>Legend: n = records, t = frames, d = width, g = experts that the gate weighs. Keys as in
 * {@link MixtureForm}.
 */
public final class LowRankMixture {
  private static final double EPS = 1e-5;

  private LowRankMixture() {}

  /**
   * Result for one task.
   *
   * @param z (n, t, d)
   * @param gate (n, g), sums to 1 per record: the shared experts, then the own ones it weighs
   * @param pi (n), weight of the task's own expert, unbounded where it is a free factor; 0 without
   */
  public record Mixed(NDArray z, NDArray gate, NDArray pi) {}

  /**
   * @param x (n, t, d)
   * @param mask (n, t), 1 for real frames
   * @param presence (n) int64, bits of the presence mask; used if the gate has a presence table
   * @param training adds noise to the gate where the form has it
   */
  public static Mixed of(
      NDArray x,
      NDArray mask,
      NDArray presence,
      Parameters block,
      MixtureForm form,
      String task,
      boolean training) {
    Parameters p = block.sub(task + ".");
    ExpertGate.Weights gate =
        ExpertGate.of(x, mask, presence, p.sub("gate."), form, task, training);
    NDArray y = null;
    if (!form.weighed(task).isEmpty()) {
      NDArray sum = sum(x, mask, block, form, task, gate.weights());
      y = Torch.layerNorm(sum, p.get("norm.weight"), p.get("norm.bias"), EPS);
    }
    if (form.ownBeside()) {
      NDArray own = own(x, mask, block, form, task);
      NDArray weighted = form.freeFactor() ? own.mul(gate.own().reshape(-1, 1, 1)) : own;
      y = y == null ? weighted : y.add(weighted);
    }
    NDArray step =
        Torch.linear(
            Torch.gelu(Torch.layerNorm(y, null, null, EPS)),
            p.get("proj.weight"),
            p.get("proj.bias"));
    return new Mixed(x.add(step).mul(mask.expandDims(2)), gate.weights(), gate.own());
  }

  /** What the gate makes of the experts that it weighs, (n, t, d). */
  private static NDArray sum(
      NDArray x, NDArray mask, Parameters block, MixtureForm form, String task, NDArray weights) {
    if (!form.options().merged()) {
      List<Parameters> experts = form.weighed(task).stream().map(block::sub).toList();
      return LowRankExpert.weighted(x, mask, experts, weights, form.options().activation());
    }
    int experts = form.experts();
    NDArray sum =
        MergedExpert.weighted(x, mask, block.sub("shared."), weights.get(":, :" + experts));
    List<String> owners = form.weighedOwners(task);
    for (int i = 0; i < owners.size(); i++) {
      NDArray weight = weights.get(":, " + (experts + i)).reshape(-1, 1, 1);
      sum = sum.add(own(x, mask, block, form, owners.get(i)).mul(weight));
    }
    return sum;
  }

  private static NDArray own(
      NDArray x, NDArray mask, Parameters block, MixtureForm form, String task) {
    Parameters expert = block.sub(MixtureForm.own(task));
    return form.options().merged()
        ? MergedExpert.of(x, mask, expert)
        : LowRankExpert.of(x, mask, expert, form.options().activation());
  }
}
