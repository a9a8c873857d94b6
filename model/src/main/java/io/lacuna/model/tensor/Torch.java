package io.lacuna.model.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Starts the engine and offers the operations that the models are made of.
 *
 * <p>Every operation is pure and differentiable, and every array it makes, temporaries included,
 * lands on the manager of {@code x}; so {@code x} must live on the manager of the call and never on
 * that of the weights. Weights are in PyTorch's layout: (out, in) for linear maps, (out, in,
 * kernel…) for convolutions. Thread-safe.
 */
public final class Torch {
  private static final String ENGINE = "PyTorch";
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "ai.djl.offline", "true",
          "OPT_OUT_TRACKING", "true",
          "ai.djl.default_engine", ENGINE,
          "ai.djl.pytorch.num_interop_threads", "1",
          "ai.djl.pytorch.graph_optimizer", "false");

  private Torch() {}

  /** The engine itself starts once, whoever asks first. */
  private static Engine engine() {
    DEFAULTS.forEach((key, value) -> System.getProperties().putIfAbsent(key, value));
    try {
      return Engine.getEngine(ENGINE);
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalStateException(
          "the PyTorch natives cannot be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ": put ai.djl.pytorch:pytorch-native-* with the classifier of this platform on"
              + " the class path, or set PYTORCH_LIBRARY_PATH; cause: "
              + e.getMessage(),
          e);
    }
  }

  /** Version of libtorch, e.g. {@code 2.7.1}. */
  public static String version() {
    return engine().getVersion();
  }

  /**
   * Makes a manager that owns native memory until closed.
   *
   * @param device {@code cpu}, {@code gpu:N}, or {@code auto}: the first GPU if there is one
   */
  public static NDManager newManager(String device) {
    Engine engine = engine();
    int gpus = engine.getGpuCount();
    return NDManager.newBaseManager(device(device, gpus), ENGINE);
  }

  static Device device(String name, int gpus) {
    if (name.equals("auto")) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    if (name.matches("gpu:\\d{1,3}") && Integer.parseInt(name.substring(4)) < gpus) {
      return Device.gpu(Integer.parseInt(name.substring(4)));
    }
    throw new IllegalArgumentException(
        "device '" + name + "' must be auto, cpu or gpu:N; GPUs the engine sees: " + gpus);
  }

  /** Turns gradients off in the calling thread: the engine keeps that switch per thread. */
  public static void inferenceThread() {
    engine();
    JniUtils.setGradMode(false);
  }

  /**
   * {@code x·wᵀ + b} over the last axis.
   *
   * @param b may be null
   */
  public static NDArray linear(NDArray x, NDArray w, NDArray b) {
    return JniUtils.linear(pt(x), pt(w), pt(b));
  }

  /** Normalises the last axis; {@code w} and {@code b}, if not null, scale and shift it. */
  public static NDArray layerNorm(NDArray x, NDArray w, NDArray b, double eps) {
    Shape last = new Shape(x.getShape().get(x.getShape().dimension() - 1));
    NDArray scale = w == null ? x.getManager().ones(last, x.getDataType()) : w;
    NDArray shift = b == null ? x.getManager().zeros(last, x.getDataType()) : b;
    return JniUtils.layerNorm(pt(x), last, pt(scale), pt(shift), eps);
  }

  /** The exact GELU, {@code x·Φ(x)} by the error function. */
  public static NDArray gelu(NDArray x) {
    return JniUtils.gelu(pt(x));
  }

  /**
   * {@code x·factor}, for arrays with a gradient. The engine's own product with a Java number keeps
   * a pointer to Java memory that the garbage collector may free before the backward pass.
   */
  public static NDArray scale(NDArray x, double factor) {
    return x.mul(x.getManager().full(new Shape(), (float) factor, x.getDataType()));
  }

  public static NDArray softmax(NDArray x, int axis) {
    return x.softmax(axis);
  }

  /**
   * Joins arrays along an axis. One array is returned as it is: the engine would copy it, and a
   * copy has no gradient.
   */
  public static NDArray concat(NDList arrays, int axis) {
    return arrays.size() == 1 ? arrays.get(0) : NDArrays.concat(arrays, axis);
  }

  /**
   * Convolution over time with stride 1.
   *
   * @param x (n, c, t)
   * @param w (out, c, kernel)
   * @param b (out), may be null
   * @param pad zeros added at both ends
   */
  public static NDArray conv1d(NDArray x, NDArray w, NDArray b, int pad) {
    return conv1d(x, w, b, 1, pad);
  }

  public static NDArray conv1d(NDArray x, NDArray w, NDArray b, int stride, int pad) {
    Shape one = new Shape(1);
    return JniUtils.convolution(pt(x), pt(w), pt(b), new Shape(stride), new Shape(pad), one, 1);
  }

  /**
   * @param x (n, c, h, w)
   * @param w (out, c, kernel, kernel)
   * @param b (out), may be null
   * @param pad zeros added on each side
   */
  public static NDArray conv2d(NDArray x, NDArray w, NDArray b, int stride, int pad) {
    Shape strides = new Shape(stride, stride);
    Shape pads = new Shape(pad, pad);
    return JniUtils.convolution(pt(x), pt(w), pt(b), strides, pads, new Shape(1, 1), 1);
  }

  /**
   * Rows of a table.
   *
   * @param ids int64, any shape; the result lands on its manager
   * @param table (rows, width)
   * @return the shape of {@code ids} with {@code width} appended
   */
  public static NDArray embedding(NDArray ids, NDArray table) {
    return JniUtils.embedding(pt(ids), pt(table), false);
  }

  /** {@link #rows(NDArray, NDArray)} for indices in Java. */
  public static NDArray rows(NDArray x, long[] idx) {
    return rows(x, x.getManager().create(idx));
  }

  /**
   * Picks entries of the first axis, in the order of {@code idx}, repeats allowed.
   *
   * @param x (n, …)
   * @param idx (k) int64
   * @return (k, …)
   */
  public static NDArray rows(NDArray x, NDArray idx) {
    Shape shape = x.getShape();
    Shape row = shape.slice(1);
    NDArray ids = idx.getDataType() == DataType.INT64 ? idx : idx.toType(DataType.INT64, false);
    NDArray flat = shape.dimension() == 2 ? x : x.reshape(shape.get(0), row.size());
    NDArray picked = embedding(ids, flat);
    picked.attach(x.getManager());
    return shape.dimension() == 2
        ? picked
        : picked.reshape(new Shape(ids.getShape().get(0)).addAll(row));
  }

  /**
   * Mean over the tokens that the mask allows; zero where it allows none.
   *
   * @param x (n, t, h)
   * @param mask (n, t), 1 = counts
   * @return (n, h)
   */
  public static NDArray maskedMean(NDArray x, NDArray mask) {
    NDArray counts =
        x.getManager().ones(new Shape(1)).mul(mask.sum(new int[] {1}, true)).maximum(1);
    return x.mul(mask.expandDims(2)).sum(new int[] {1}).div(counts);
  }

  /**
   * Normalises each record over groups of channels and all places, then scales and shifts each
   * channel (Wu and He 2018). No record sees another.
   *
   * @param x (n, c, …)
   * @param w (c)
   * @param b (c)
   */
  public static NDArray groupNorm(NDArray x, int groups, NDArray w, NDArray b, double eps) {
    Shape shape = x.getShape();
    long n = shape.get(0);
    long c = shape.get(1);
    NDArray flat = layerNorm(x.reshape(n, groups, shape.size() / n / groups), null, null, eps);
    NDArray channels = flat.reshape(n, c, shape.size() / n / c);
    return channels.mul(perChannel(w, x)).add(perChannel(b, x)).reshape(shape);
  }

  /** (c) → (1, c, 1) on the manager of {@code x}: a view would land on that of the weights. */
  private static NDArray perChannel(NDArray w, NDArray x) {
    NDArray view = w.reshape(1, w.size(), 1);
    view.attach(x.getManager());
    return view;
  }

  /**
   * Averages cells of an evenly divided grid.
   *
   * @param x (n, c, h, w)
   * @return (n, c, height, width)
   */
  public static NDArray averagePool(NDArray x, int height, int width) {
    return JniUtils.adaptiveAvgPool(pt(x), new Shape(height, width));
  }

  /**
   * Runs a function whose temporaries are freed when it ends. Gradients still flow: the engine
   * keeps what they need.
   *
   * @param x moves to a scope of its own during the call
   * @param function must not return its argument
   * @return the result, on the manager of {@code x}
   */
  public static NDArray scoped(NDArray x, UnaryOperator<NDArray> function) {
    NDManager outer = x.getManager();
    try (NDManager scope = outer.newSubManager()) {
      x.tempAttach(scope);
      NDArray y = function.apply(x);
      y.attach(outer);
      return y;
    }
  }

  /**
   * Adds the gradient of a scalar to the gradients of the arrays it hangs on. The graph stays, so
   * that another scalar of the same forward pass may follow; it dies with the arrays.
   */
  public static void backwardKeepingGraph(NDArray scalar) {
    NDArray one = scalar.getManager().ones(scalar.getShape(), scalar.getDataType());
    JniUtils.backward(pt(scalar), pt(one), true, false);
  }

  private static PtNDArray pt(NDArray array) {
    return (PtNDArray) array;
  }
}
