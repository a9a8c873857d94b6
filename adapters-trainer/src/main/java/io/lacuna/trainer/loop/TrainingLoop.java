package io.lacuna.trainer.loop;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.trainer.optim.AdamW;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.optim.TrainingStep;
import io.lacuna.trainer.plan.Draws;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains arrays in place and leaves those of the best validation epoch. One training thread per
 * process, because the engine allows one gradient collector.
 */
public final class TrainingLoop {
  private final String stage;
  private final NDManager root;
  private final Map<String, NDArray> trainable;
  private final LoopSettings settings;
  private final long seed;

  /**
   * @param stage name for people; also makes the order of one stage differ from another's
   * @param trainable what is trained; gets a gradient for the time of the run
   */
  public TrainingLoop(
      String stage,
      NDManager root,
      Map<String, NDArray> trainable,
      LoopSettings settings,
      long seed) {
    this.stage = stage;
    this.root = root;
    this.trainable = trainable;
    this.settings = settings;
    this.seed = seed;
  }

  /**
   * How a run went.
   *
   * @param epochs done
   * @param bestEpoch from 1; 0 if the start was best
   * @param bestScore validation score of the arrays that are left
   */
  public record Outcome(int epochs, int bestEpoch, double bestScore) {}

  /** Runs to the end of the schedule or of the patience. */
  public Outcome run(Objective objective) {
    int stepsPerEpoch = (objective.size() + settings.batchSize() - 1) / settings.batchSize();
    int steps = Math.max(1, stepsPerEpoch * settings.epochs());
    LearningRate rate =
        new LearningRate(settings.learningRate(), settings.warmUp(), settings.decay(), steps);
    Best best = new Best(objective.validate());
    trainable.values().forEach(a -> a.setRequiresGradient(true));
    int epoch = 0;
    try (AdamW adam = new AdamW(root, trainable, AdamW.Settings.of(settings.weightDecay()));
        Progress progress = Progress.of(stage, steps)) {
      TrainingStep step = new TrainingStep(root, trainable, adam, settings.clip());
      while (epoch < settings.epochs() && epoch - best.epoch < settings.patience()) {
        double loss = epoch(objective, step, rate, epoch, progress);
        double score = objective.validate();
        epoch++;
        progress.epoch(epoch - 1, loss, score, best.offer(score, epoch));
      }
    } finally {
      trainable.values().forEach(a -> a.setRequiresGradient(false));
    }
    best.restore();
    return new Outcome(epoch, best.epoch, best.score);
  }

  private double epoch(
      Objective objective, TrainingStep step, LearningRate rate, int epoch, Progress progress) {
    Draws draws = Draws.of(seed, "order", stage, epoch);
    List<int[]> batches =
        Batches.of(
            objective.size(), settings.batchSize(), r -> objective.likeness(r, epoch), draws);
    double sum = 0;
    for (int i = 0; i < batches.size(); i++) {
      int[] records = batches.get(i);
      int number = epoch * batches.size() + i;
      // dropout draws from the engine's generator: seeded per step, a step is repeatable
      Engine.getEngine("PyTorch").setRandomSeed((int) (seed * 1_000_003 + number));
      float loss = step.run(m -> objective.loss(m, records, epoch), rate.at(number));
      progress.step(loss);
      sum += loss;
    }
    return sum / batches.size();
  }

  /** The arrays of the best epoch so far. */
  private final class Best {
    private final Map<String, float[]> values = new HashMap<>();
    private double score;
    private int epoch;

    Best(double start) {
      score = start;
      keep();
    }

    boolean offer(double candidate, int at) {
      if (!(candidate > score) && !Double.isNaN(score)) {
        return false;
      }
      score = candidate;
      epoch = at;
      keep();
      return true;
    }

    private void keep() {
      trainable.forEach((name, a) -> values.put(name, a.toFloatArray()));
    }

    void restore() {
      trainable.forEach((name, a) -> a.set(values.get(name)));
    }
  }
}
