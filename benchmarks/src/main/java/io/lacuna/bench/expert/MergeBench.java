package io.lacuna.bench.expert;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.report.Machine;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.model.nn.ExpertOptions.Activation;
import io.lacuna.model.nn.ExpertOptions.Routing;
import io.lacuna.model.nn.LowRankMixture;
import io.lacuna.model.nn.MergedExpert;
import io.lacuna.model.nn.MixtureForm;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** One mixture block of random linear experts, as two convolutions each and merged. */
final class MergeBench implements AutoCloseable {
  private static final String TASK = "task";
  private static final double TOLERANCE = 1e-5;
  private static final int LEAST = 3;

  /**
   * A block and what it is given.
   *
   * @param width d
   * @param rank r
   * @param experts shared ones; there is an own one as well
   */
  record Size(int width, int rank, int experts, int records, int frames) {}

  /**
   * Milliseconds per pass.
   *
   * @param wall of the fastest pass: others only slow it down
   * @param cpu mean processor time
   */
  record Time(double wall, double cpu) {}

  private final NDManager manager;
  private final MixtureForm form;
  private final MixtureForm mergedForm;
  private final Parameters two;
  private final Parameters one;
  private final NDArray frames;
  private final Size size;

  MergeBench(Size size) {
    this.size = size;
    this.manager = Torch.newManager("cpu");
    Torch.inferenceThread();
    ExpertOptions linear = new ExpertOptions(true, Activation.NONE, Routing.SHARED, 0, false);
    this.form = form(size, linear);
    this.mergedForm = form(size, linear.asMerged());
    Random random = new Random(1);
    Map<String, NDArray> arrays = new TreeMap<>();
    form.shapes().forEach((key, shape) -> arrays.put(key, normal(manager, random, shape)));
    this.two = Parameters.of(arrays);
    Shape shape = new Shape(size.records(), size.frames(), size.width());
    this.frames = normal(manager, random, shape);
    this.one = MergedExpert.merge(two, form, manager);
  }

  private static MixtureForm form(Size size, ExpertOptions options) {
    return new MixtureForm(
        size.width(), size.rank(), size.experts(), 3, false, options, List.of(TASK));
  }

  /** Of a size that keeps a layer's output as large as its input. */
  private static NDArray normal(NDManager manager, Random random, Shape shape) {
    float[] values = new float[(int) shape.size()];
    double scale = 1 / Math.sqrt((double) shape.size() / shape.get(0));
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return manager.create(values, shape);
  }

  private NDArray pass(NDManager call, boolean merged) {
    NDArray x = frames.duplicate();
    x.attach(call);
    NDArray mask = call.ones(new Shape(size.records(), size.frames()));
    NDArray presence = call.create(new long[size.records()]);
    return LowRankMixture.of(
            x, mask, presence, merged ? one : two, merged ? mergedForm : form, TASK, false)
        .z();
  }

  /**
   * Compares both ways.
   *
   * @return largest difference of an output
   * @throws WrongResultException if it is above 1e-5 of the outputs' size
   */
  double difference() {
    try (NDManager call = manager.newSubManager()) {
      NDArray a = pass(call, false);
      float apart = a.sub(pass(call, true)).abs().max().getFloat();
      double allowed = TOLERANCE * Math.max(1, a.abs().max().getFloat());
      if (!(apart <= allowed)) {
        throw new WrongResultException("merged experts differ by " + apart + " at " + size);
      }
      return apart;
    }
  }

  /** Repeats passes for about so long. */
  Time time(boolean merged, double seconds) {
    int passes = 0;
    double fastest = Double.POSITIVE_INFINITY;
    long cpu = Machine.cpuNanos();
    long until = System.nanoTime() + (long) (seconds * 1e9);
    while (passes < LEAST || System.nanoTime() < until) {
      long start = System.nanoTime();
      try (NDManager call = manager.newSubManager()) {
        pass(call, merged).getFloat(0, 0, 0);
      }
      fastest = Math.min(fastest, (System.nanoTime() - start) / 1e6);
      passes++;
    }
    return new Time(fastest, (Machine.cpuNanos() - cpu) / 1e6 / passes);
  }

  /** Numbers that the experts hold, in both forms. */
  long values(boolean merged) {
    MixtureForm counted = merged ? mergedForm : form;
    return counted.expertShapes().values().stream().mapToLong(Shape::size).sum();
  }

  @Override
  public void close() {
    manager.close();
  }
}
