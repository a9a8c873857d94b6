package io.lacuna.model.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.nn.ExpertOptions.Routing;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;

/** How much each expert counts for each record, from the mean of the record's frames. */
final class ExpertGate {
  private static final float EXCLUDED = 1e9f;

  private ExpertGate() {}

  /**
   * Result for one task.
   *
   * @param weights (n, g), sums to 1 per record
   * @param own (n), weight of the task's own expert; 0 without one
   */
  record Weights(NDArray weights, NDArray own) {}

  /**
   * @param x (n, t, d)
   * @param mask (n, t)
   * @param presence (n) int64, bits of the presence mask; used if the gate has a presence table
   * @param gate parameters of the task's gate
   * @param training adds the noise of noisy top-k, from the engine's generator
   */
  static Weights of(
      NDArray x,
      NDArray mask,
      NDArray presence,
      Parameters gate,
      MixtureForm form,
      String task,
      boolean training) {
    NDManager call = x.getManager();
    long n = x.getShape().get(0);
    if (!form.gated()) {
      NDArray own = form.options().own() ? call.ones(new Shape(n)) : call.zeros(new Shape(n));
      return new Weights(call.ones(new Shape(n, 1)), own);
    }
    int weighed = form.weighed(task).size();
    NDArray hidden = hidden(x, mask, presence, gate);
    NDArray logits = Torch.linear(hidden, gate.get("out.weight"), gate.get("out.bias"));
    NDArray among = logits.get(":, :" + weighed);
    int topK = form.options().topK();
    NDArray kept = topK == 0 ? among : kept(among, hidden, gate, topK, training);
    NDArray weights = Torch.softmax(kept, 1);
    if (form.freeFactor()) {
      return new Weights(weights, logits.get(":, " + weighed));
    }
    if (form.options().routing() == Routing.SHARED) {
      return new Weights(weights, call.zeros(new Shape(n)));
    }
    int own = form.experts() + form.weighedOwners(task).indexOf(task);
    return new Weights(weights, weights.get(":, " + own));
  }

  private static NDArray hidden(NDArray x, NDArray mask, NDArray presence, Parameters gate) {
    NDArray hidden =
        Torch.linear(Torch.maskedMean(x, mask), gate.get("hidden.weight"), gate.get("hidden.bias"));
    if (gate.has("presence.weight")) {
      hidden = hidden.add(Torch.embedding(presence, gate.get("presence.weight")));
    }
    return Torch.gelu(hidden);
  }

  /**
   * Noisy top-k as in MLoRE: noise of a learned scale in training, then all but the k largest are
   * taken out before the softmax.
   */
  private static NDArray kept(
      NDArray among, NDArray hidden, Parameters gate, int topK, boolean training) {
    NDManager call = among.getManager();
    NDArray noisy = among;
    if (training) {
      NDArray scale = Torch.linear(hidden, gate.get("noise.weight"), gate.get("noise.bias"));
      noisy = among.add(call.randomNormal(among.getShape()).mul(scale));
    }
    int all = (int) among.getShape().get(1);
    if (topK == all) {
      return noisy;
    }
    NDArray place = noisy.stopGradient().argSort(1).argSort(1); // (n, e), 0 for the least
    NDArray dropped = place.lt(all - topK).toType(DataType.FLOAT32, false);
    return noisy.sub(dropped.mul(EXCLUDED));
  }
}
