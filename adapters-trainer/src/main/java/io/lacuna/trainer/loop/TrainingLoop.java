package io.lacuna.trainer.loop;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.trainer.optim.AdamW;
import io.lacuna.trainer.optim.DivergedException;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.optim.TrainingStep;
import io.lacuna.trainer.plan.Draws;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
  private final Checkpoints checkpoints;

  /** A loop that keeps no state. */
  public TrainingLoop(
      String stage,
      NDManager root,
      Map<String, NDArray> trainable,
      LoopSettings settings,
      long seed) {
    this(stage, root, trainable, settings, seed, Checkpoints.none());
  }

  /**
   * @param stage name for people and checkpoints; also makes the order of one stage differ from
   *     another's
   * @param trainable what is trained; gets a gradient for the time of the run
   * @param checkpoints where the state is kept; a run that was cut off goes on from there and ends
   *     with the same bytes as one that was not
   */
  public TrainingLoop(
      String stage,
      NDManager root,
      Map<String, NDArray> trainable,
      LoopSettings settings,
      long seed,
      Checkpoints checkpoints) {
    this.stage = stage;
    this.root = root;
    this.trainable = trainable;
    this.settings = settings;
    this.seed = seed;
    this.checkpoints = checkpoints;
  }

  /**
   * How a run went.
   *
   * @param epochs done
   * @param bestEpoch from 1; 0 if the start was best
   * @param bestScore validation score of the arrays that are left
   */
  public record Outcome(int epochs, int bestEpoch, double bestScore) {}

  /** Runs to the end of the schedule or of the patience, from where the stage was left. */
  public Outcome run(Objective objective) {
    TrainingState end;
    Map<String, NDArray> trained = new TreeMap<>(trainable);
    trained.putAll(objective.weighing().learned());
    try (AdamW adam = new AdamW(root, trained, AdamW.Settings.of(settings.weightDecay()));
        StageArrays arrays = new StageArrays(root, trained, adam, objective.weighing().history())) {
      Optional<TrainingState> kept = checkpoints.restore(stage, arrays.all());
      if (kept.isPresent() && kept.get().done()) {
        end = kept.get();
      } else {
        TrainingState from = kept.orElseGet(() -> TrainingState.start(objective.validate()));
        adam.goOn(from.step());
        end = train(objective, trained, arrays, adam, from).ended();
        arrays.restoreBest();
        checkpoints.save(stage, end, arrays.all());
      }
    }
    return new Outcome(end.epoch(), end.bestEpoch(), end.bestScore());
  }

  private TrainingState train(
      Objective objective,
      Map<String, NDArray> trained,
      StageArrays arrays,
      AdamW adam,
      TrainingState from) {
    int steps = Math.max(1, stepsPerEpoch(objective) * settings.epochs());
    LearningRate rate =
        new LearningRate(settings.learningRate(), settings.warmUp(), settings.decay(), steps);
    trained.values().forEach(a -> a.setRequiresGradient(true));
    try (Progress progress = Progress.of(stage, from.step(), steps)) {
      TrainingStep step = new TrainingStep(root, trained, adam, settings.clip());
      TrainingState state = from;
      while (state.epoch() < settings.epochs()
          && state.epoch() - state.bestEpoch() < settings.patience()) {
        state = epoch(objective, step, rate, arrays, state, progress);
        double loss = state.lossSum() / stepsPerEpoch(objective);
        double score = objective.validate();
        boolean better = state.isBetter(score);
        if (better) {
          arrays.keepBest();
        }
        progress.epoch(state.epoch(), loss, score, better);
        state = state.afterEpoch(score);
        checkpoints.save(stage, state, arrays.all());
      }
      return state;
    } finally {
      trained.values().forEach(a -> a.setRequiresGradient(false));
    }
  }

  private int stepsPerEpoch(Objective objective) {
    return (objective.size() + settings.batchSize() - 1) / settings.batchSize();
  }

  /** What is left of an epoch. */
  private TrainingState epoch(
      Objective objective,
      TrainingStep step,
      LearningRate rate,
      StageArrays arrays,
      TrainingState from,
      Progress progress) {
    int epoch = from.epoch();
    Draws draws = Draws.of(seed, "order", stage, epoch);
    List<int[]> batches =
        Batches.of(
            objective.size(), settings.batchSize(), r -> objective.likeness(r, epoch), draws);
    TrainingState state = from;
    for (int i = from.step() - epoch * batches.size(); i < batches.size(); i++) {
      int[] records = batches.get(i);
      int number = state.step();
      // dropout draws from the engine's generator: seeded per step, a step is repeatable
      Engine.getEngine("PyTorch").setRandomSeed((int) (seed * 1_000_003 + number));
      float loss;
      try {
        loss =
            objective
                .weighing()
                .update(step, m -> objective.losses(m, records, epoch), rate.at(number));
      } catch (DivergedException e) {
        throw new DivergedException(stage, number, e);
      }
      progress.step(loss);
      state = state.afterStep(loss);
      if (i + 1 < batches.size() && checkpoints.isDue(state.step())) {
        checkpoints.save(stage, state, arrays.all());
      }
    }
    return state;
  }
}
