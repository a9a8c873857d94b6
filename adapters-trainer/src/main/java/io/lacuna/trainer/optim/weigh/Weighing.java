package io.lacuna.trainer.optim.weigh;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.optim.GradientWeights;
import io.lacuna.trainer.optim.TaskLosses;
import io.lacuna.trainer.optim.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes one update of the losses of the tasks of a stage. Not thread-safe. */
public interface Weighing extends AutoCloseable {

  /** The sum of all losses: {@link TaskWeighting#FIXED}. */
  Weighing FIXED = (step, losses, rate) -> step.run(m -> losses.apply(m).sum(), rate);

  /**
   * The weighing of a stage; the sum where there are fewer than two tasks.
   *
   * @param alone what each task achieves when it is learnt alone; asked for where it matters
   * @param parent of the arrays that a weighing owns until it is closed
   */
  static Weighing of(
      TaskWeighting how, List<TaskTarget> tasks, Supplier<double[]> alone, NDManager parent) {
    if (tasks.size() < 2) {
      return FIXED;
    }
    return switch (how) {
      case FIXED -> FIXED;
      case UNCERTAINTY -> new UncertaintyWeighing(tasks, parent);
      case ACHIEVEMENT ->
          new AchievementWeighing(
              tasks.stream().map(TaskTarget::name).toList(), alone.get(), parent);
      case NASH -> by(new NashWeights());
      case EQUITABLE -> by(new EquitableWeights());
    };
  }

  private static Weighing by(GradientWeights weights) {
    return (step, losses, rate) -> step.run(losses, weights, rate);
  }

  /**
   * Does one update.
   *
   * @param losses made on the manager they are given
   * @return the loss before the update, as weighed
   */
  float update(TrainingStep step, Function<NDManager, TaskLosses> losses, double learningRate);

  /** Arrays that are trained beside those of the stage, by name. */
  default Map<String, NDArray> learned() {
    return Map.of();
  }

  /** Arrays that later updates hang on and that are not trained; they are kept with a state. */
  default Map<String, NDArray> history() {
    return Map.of();
  }

  /** Whether it is to be told what the tasks achieve. */
  default boolean followsAchievement() {
    return false;
  }

  /**
   * Tells what the tasks achieve, before the first update and after each epoch.
   *
   * @param quality one per task, higher is better; NaN where it is not defined
   */
  default void achieved(double[] quality) {}

  @Override
  default void close() {}
}
