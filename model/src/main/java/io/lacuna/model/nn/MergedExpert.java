package io.lacuna.model.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Linear experts as one convolution each, MLoRE's re-parameterisation: {@code W2·(W1∗x + b1) + b2}
 * is a convolution with the kernel {@code W2·W1} and the bias {@code W2·b1 + b2}. The bias is the
 * same at every frame, because the first convolution adds {@code b1} at every frame, those beside
 * the padding included.
 *
 * <p>Legend: n = records, t = frames, d = width, e = experts, k = kernel. Keys: {@code conv.weight}
 * (e·d, d, k), {@code conv.bias} (e·d), the experts one after another.
 */
public final class MergedExpert {
  private MergedExpert() {}

  /** Shape of each parameter. */
  static SortedMap<String, Shape> shapes(int experts, int width, int kernel) {
    SortedMap<String, Shape> shapes = new TreeMap<>();
    shapes.put("conv.weight", new Shape((long) experts * width, width, kernel));
    shapes.put("conv.bias", new Shape((long) experts * width));
    return shapes;
  }

  /** One expert on all records, (n, t, d); otherwise as {@link #weighted}. */
  static NDArray of(NDArray x, NDArray mask, Parameters p) {
    NDArray kernel = p.get("conv.weight");
    int pad = (int) kernel.getShape().get(2) / 2;
    return Torch.conv1d(frames(x, mask), kernel, p.get("conv.bias"), pad).transpose(0, 2, 1);
  }

  /**
   * {@code Σ_e weight_e · expert_e(x)}, by the kernel that the record's weights make of the
   * experts'.
   *
   * @param x (n, t, d)
   * @param mask (n, t), 1 for real frames; padded ones enter the convolution as zeros
   * @param weight (n, e)
   * @return (n, t, d)
   */
  static NDArray weighted(NDArray x, NDArray mask, Parameters p, NDArray weight) {
    NDManager call = x.getManager();
    long n = x.getShape().get(0);
    long d = x.getShape().get(2);
    long e = weight.getShape().get(1);
    NDArray kernels = p.get("conv.weight");
    int taps = (int) kernels.getShape().get(2);
    NDArray kernel = weight.matMul(view(call, kernels, new Shape(e, d * d * taps)));
    NDArray bias = weight.matMul(view(call, p.get("conv.bias"), new Shape(e, d)));
    NDArray columns = columns(frames(x, mask), taps); // (n, d·k, t)
    return kernel
        .reshape(n, d, d * taps)
        .batchMatMul(columns)
        .add(bias.expandDims(2))
        .transpose(0, 2, 1);
  }

  /** (n, d, t), padded frames zero. */
  private static NDArray frames(NDArray x, NDArray mask) {
    return x.mul(mask.expandDims(2)).transpose(0, 2, 1);
  }

  /** What each output frame of a convolution reads: (n, d, t) → (n, d·k, t). */
  private static NDArray columns(NDArray frames, int taps) {
    if (taps == 1) {
      return frames;
    }
    Shape shape = frames.getShape();
    long n = shape.get(0);
    long d = shape.get(1);
    long t = shape.get(2);
    NDArray edge = frames.getManager().zeros(new Shape(n, d, taps / 2));
    NDArray padded = Torch.concat(new NDList(edge, frames, edge), 2);
    NDList shifted = new NDList();
    for (int tap = 0; tap < taps; tap++) {
      shifted.add(padded.get(":, :, " + tap + ":" + (tap + t)).expandDims(2));
    }
    return Torch.concat(shifted, 2).reshape(n, d * taps, t);
  }

  /** What is made of weights lands on their manager; the call has to own it. */
  private static NDArray view(NDManager call, NDArray weights, Shape shape) {
    NDArray view = weights.reshape(shape);
    view.attach(call);
    return view;
  }

  /**
   * The block with its experts merged, everything else as it is.
   *
   * @param form of the block as it is now; linear experts, not merged
   * @param manager owns what is made
   */
  public static Parameters merge(Parameters block, MixtureForm form, NDManager manager) {
    SortedMap<String, NDArray> merged = new TreeMap<>(block.asMap());
    merged.keySet().removeAll(form.expertShapes().keySet());
    NDList kernels = new NDList();
    NDList biases = new NDList();
    for (int e = 0; e < form.experts(); e++) {
      Parameters expert = block.sub(MixtureForm.shared(e));
      kernels.add(kernel(expert, manager));
      biases.add(bias(expert, manager));
    }
    if (!kernels.isEmpty()) {
      merged.put("shared.conv.weight", Torch.concat(kernels, 0));
      merged.put("shared.conv.bias", Torch.concat(biases, 0));
    }
    if (form.options().own()) {
      for (String task : form.tasks()) {
        Parameters expert = block.sub(MixtureForm.own(task));
        merged.put(MixtureForm.own(task) + "conv.weight", kernel(expert, manager));
        merged.put(MixtureForm.own(task) + "conv.bias", bias(expert, manager));
      }
    }
    return Parameters.of(merged);
  }

  /** W2·W1, (d, d, k). */
  private static NDArray kernel(Parameters expert, NDManager manager) {
    NDArray w1 = expert.get("conv1.weight"); // (r, d, k)
    long r = w1.getShape().get(0);
    long d = w1.getShape().get(1);
    NDArray product = w2(expert, manager).matMul(view(manager, w1, new Shape(r, w1.size() / r)));
    return product.reshape(d, d, w1.getShape().get(2));
  }

  /** W2·b1 + b2, (d). */
  private static NDArray bias(Parameters expert, NDManager manager) {
    NDArray b1 = view(manager, expert.get("conv1.bias"), new Shape(-1, 1));
    return w2(expert, manager).matMul(b1).reshape(-1).add(expert.get("conv2.bias"));
  }

  /** (d, r). */
  private static NDArray w2(Parameters expert, NDManager manager) {
    NDArray w2 = expert.get("conv2.weight");
    return view(manager, w2, new Shape(w2.getShape().get(0), w2.getShape().get(1)));
  }
}
