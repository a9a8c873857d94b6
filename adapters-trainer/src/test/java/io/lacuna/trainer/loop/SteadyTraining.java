package io.lacuna.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.optim.TaskLosses;
import io.lacuna.trainer.optim.weigh.TaskWeighting;
import io.lacuna.trainer.optim.weigh.Weighing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Trains a perceptron, or two tasks on it by their gradients, and prints a line {@code step
 * residentKb arrays} every {@value #EVERY} steps: the resident set of the process and the number of
 * arrays on the root manager.
 */
final class SteadyTraining implements Objective {
  static final Path STATUS = Path.of("/proc/self/status");
  static final int EVERY = 1_000;

  private static final int STEPS_PER_EPOCH = 100;
  private static final int BATCH = 4;
  private static final int WIDTH = 64;

  private final NDManager root;
  private final Map<String, NDArray> weights = new TreeMap<>();
  private final Weighing weighing;
  private int steps;

  private SteadyTraining(NDManager root, TaskWeighting weighting) {
    this.root = root;
    weighing = Weighing.of(weighting, TwoPulls.TASKS, () -> new double[] {1, 1}, root);
    weights.put("in", root.randomNormal(0, 0.1f, new Shape(WIDTH, WIDTH), DataType.FLOAT32));
    weights.put("out", root.randomNormal(0, 0.1f, new Shape(1, WIDTH), DataType.FLOAT32));
  }

  /** Takes the number of steps and how to weigh tasks. */
  public static void main(String[] arguments) {
    int epochs = Integer.parseInt(arguments[0]) / STEPS_PER_EPOCH;
    LoopSettings settings =
        new LoopSettings(epochs, BATCH, 1e-3, 0, LearningRate.Decay.LINEAR, 0.01, 1, epochs);
    try (NDManager root = Torch.newManager("cpu")) {
      Torch.inferenceThread();
      SteadyTraining training = new SteadyTraining(root, TaskWeighting.valueOf(arguments[1]));
      new TrainingLoop("steady", root, training.weights, settings, 1).run(training);
    }
  }

  @Override
  public int size() {
    return STEPS_PER_EPOCH * BATCH;
  }

  @Override
  public TaskLosses losses(NDManager step, int[] records, int epoch) {
    if (++steps % EVERY == 0) {
      System.out.println(steps + " " + residentKb() + " " + root.getManagedArrays().size());
    }
    float[] rows = new float[records.length * WIDTH];
    IntStream.range(0, rows.length).forEach(i -> rows[i] = (float) Math.sin(records[0] + i));
    NDArray x = step.create(rows, new Shape(records.length, WIDTH));
    NDArray hidden = Torch.gelu(Torch.linear(x, weights.get("in"), null));
    NDArray away = Torch.linear(hidden, weights.get("out"), null).sub(1);
    return new TaskLosses(
        List.of(
            TaskLosses.Term.of("left", away.square().mean()),
            TaskLosses.Term.of("right", away.abs().mean()),
            TaskLosses.Term.common(away.sum().abs())),
        List.of("left", "right"));
  }

  @Override
  public NDArray loss(NDManager step, int[] records, int epoch) {
    return losses(step, records, epoch).sum();
  }

  @Override
  public Weighing weighing() {
    return weighing;
  }

  /** Rises, so that every epoch is kept as the best. */
  @Override
  public double validate() {
    return steps;
  }

  private static long residentKb() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
