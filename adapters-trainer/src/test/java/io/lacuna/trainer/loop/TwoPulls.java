package io.lacuna.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.optim.TaskLosses;
import io.lacuna.trainer.optim.weigh.TaskWeighting;
import io.lacuna.trainer.optim.weigh.Weighing;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two tasks that pull one point to two places, under dropout; each moves an offset of its own, too.
 * The noisy one fails when it has given so many losses.
 */
final class TwoPulls implements Objective, AutoCloseable {
  static final float[][] PLACES = {{1, 0}, {-1, 1}};
  static final List<TaskTarget> TASKS =
      List.of(
          new TaskTarget(new TaskSpec("left", TaskKind.REGRESSION, List.of("left")), -1, 1),
          new TaskTarget(new TaskSpec("right", TaskKind.REGRESSION, List.of("right")), -1, 1));

  final Map<String, NDArray> arrays = new TreeMap<>();
  private final Weighing weighing;
  private final double scale;
  private final float dropout;
  private int lossesLeft;

  private TwoPulls(
      NDManager manager, TaskWeighting weighting, double scale, float dropout, int lossesLeft) {
    arrays.put("point", manager.create(new float[] {0.5f, 2}));
    arrays.put("left", manager.zeros(new Shape(1)));
    arrays.put("right", manager.zeros(new Shape(1)));
    weighing = Weighing.of(weighting, TASKS, () -> new double[] {0.9, 0.8}, manager);
    this.scale = scale;
    this.dropout = dropout;
    this.lossesLeft = lossesLeft;
  }

  /** With dropout and validation. */
  static TwoPulls noisy(NDManager manager, TaskWeighting weighting, int lossesLeft) {
    return new TwoPulls(manager, weighting, 3, 0.3f, lossesLeft);
  }

  /**
   * With neither, so that the last epoch is taken.
   *
   * @param scale of the loss of the second task
   */
  static TwoPulls exact(NDManager manager, TaskWeighting weighting, double scale) {
    return new TwoPulls(manager, weighting, scale, 0, Integer.MAX_VALUE);
  }

  float[] point() {
    return arrays.get("point").toFloatArray();
  }

  @Override
  public int size() {
    return 12;
  }

  @Override
  public NDArray loss(NDManager step, int[] records, int epoch) {
    return losses(step, records, epoch).sum();
  }

  @Override
  public TaskLosses losses(NDManager step, int[] records, int epoch) {
    if (lossesLeft-- == 0) {
      throw new LineFit.CutOff();
    }
    return new TaskLosses(
        List.of(
            TaskLosses.Term.of("left", pull(step, 0, 1)),
            TaskLosses.Term.of("right", pull(step, 1, scale))),
        List.of("left", "right"));
  }

  private NDArray pull(NDManager step, int task, double scale) {
    NDArray point = step.ones(new Shape(2)).mul(arrays.get("point"));
    NDArray own = step.ones(new Shape(1)).mul(arrays.get(TASKS.get(task).name()));
    NDArray away = point.sub(step.create(PLACES[task])).add(own.sub(own.stopGradient()));
    NDArray kept = step.randomUniform(0, 1, new Shape(2)).gte(dropout);
    return Torch.scale(away.square().mul(kept.toType(DataType.FLOAT32, false)).sum(), scale / 2);
  }

  @Override
  public Weighing weighing() {
    return weighing;
  }

  @Override
  public double validate() {
    if (dropout == 0) {
      return Double.NaN;
    }
    float[] point = point();
    weighing.achieved(new double[] {Math.cos(point[0] - 1) * 0.9, Math.cos(point[0] + 1) * 0.7});
    return -Math.abs(point[1] - 1);
  }

  @Override
  public void close() {
    weighing.close();
  }
}
