package io.lacuna.model.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.nn.ExpertOptions.Activation;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Low-rank experts over time: convolution d → r with kernel 3 (or 1), GELU or nothing, convolution
 * r → d with kernel 1. Several experts on the same input are run as one pair of convolutions, their
 * ranks side by side.
 *
 * <p>Legend: n = records, t = frames, d = width, r = rank, e = experts. Keys: {@code conv1.weight}
 * (r, d, 3 or 1), {@code conv1.bias} (r), {@code conv2.weight} (d, r, 1), {@code conv2.bias} (d).
 */
public final class LowRankExpert {
  private LowRankExpert() {}

  /**
   * @param x (n, t, d)
   * @param mask (n, t), 1 for real frames; padded ones enter the convolution as zeros
   * @return (n, t, d); frames outside the mask hold what the kernel and biases leave there
   */
  static NDArray of(NDArray x, NDArray mask, Parameters p, Activation activation) {
    NDArray one = mask.getManager().ones(new Shape(x.getShape().get(0), 1));
    return weighted(x, mask, List.of(p), one, activation);
  }

  /**
   * {@code Σ_e weight_e · expert_e(x)}.
   *
   * @param x (n, t, d)
   * @param mask (n, t)
   * @param weight (n, e), one factor per record and expert
   * @return (n, t, d)
   */
  static NDArray weighted(
      NDArray x, NDArray mask, List<Parameters> experts, NDArray weight, Activation activation) {
    long n = x.getShape().get(0);
    NDManager m = x.getManager();
    NDArray frames = x.mul(mask.expandDims(2)).transpose(0, 2, 1); // (n, d, t)
    NDArray w1 = joined(m, experts, "conv1.weight", 0); // (e·r, d, 3)
    int pad = (int) w1.getShape().get(2) / 2;
    NDArray narrow = Torch.conv1d(frames, w1, joined(m, experts, "conv1.bias", 0), pad);
    NDArray factor = weight.matMul(perRank(m, experts)).reshape(n, -1, 1);
    NDArray bent = activation == Activation.GELU ? Torch.gelu(narrow) : narrow;
    NDArray hidden = bent.mul(factor).transpose(0, 2, 1); // (n, t, e·r)
    NDArray w2 = owned(m, joined(m, experts, "conv2.weight", 1).squeeze(2)); // (d, e·r)
    NDArray b2 = owned(m, joined(m, experts, "conv2.bias", 0).reshape(experts.size(), -1));
    NDArray bias = weight.matMul(b2); // (n, d)
    return Torch.linear(hidden, w2, null).add(bias.expandDims(1));
  }

  /** Shape of each parameter. */
  public static SortedMap<String, Shape> shapes(int width, int rank, int kernel) {
    SortedMap<String, Shape> shapes = new TreeMap<>();
    shapes.put("conv1.weight", new Shape(rank, width, kernel));
    shapes.put("conv1.bias", new Shape(rank));
    shapes.put("conv2.weight", new Shape(width, rank, 1));
    shapes.put("conv2.bias", new Shape(width));
    return shapes;
  }

  /** (e, Σr): row e is 1 at the ranks of expert e. */
  private static NDArray perRank(NDManager manager, List<Parameters> experts) {
    int[] rank = experts.stream().mapToInt(e -> (int) e.get("conv1.bias").size()).toArray();
    int all = IntStream.of(rank).sum();
    float[] ones = new float[experts.size() * all];
    for (int e = 0, at = 0; e < rank.length; at += rank[e++]) {
      Arrays.fill(ones, e * all + at, e * all + at + rank[e], 1);
    }
    return manager.create(ones, new Shape(experts.size(), all));
  }

  /** The weights of all experts side by side; those of one expert as they are. */
  private static NDArray joined(NDManager manager, List<Parameters> experts, String key, int axis) {
    NDList parts = new NDList();
    experts.forEach(p -> parts.add(p.get(key)));
    NDArray joined = Torch.concat(parts, axis);
    return experts.size() == 1 ? joined : owned(manager, joined);
  }

  /** What is made of weights lands on their manager; the call has to own it. */
  private static NDArray owned(NDManager manager, NDArray made) {
    made.attach(manager);
    return made;
  }
}
