package io.lacuna.trainer.loop;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Optional;

/** Keeps the states of the stages of a run, so that a run that was cut off can go on. */
public interface Checkpoints {

  /**
   * Puts the arrays of a stage back as they were when it was last saved.
   *
   * @param arrays written to in place, if there is a state
   * @return where the stage stood; empty if nothing of it was kept
   * @throws CheckpointException if what was kept cannot be used
   */
  Optional<TrainingState> restore(String stage, Map<String, NDArray> arrays);

  /** Whether a state is wanted after so many updates, in the middle of an epoch. */
  boolean isDue(int step);

  /**
   * Keeps the state of a stage in place of an earlier one.
   *
   * @throws java.io.UncheckedIOException if it cannot be written; the earlier one is left
   */
  void save(String stage, TrainingState state, Map<String, NDArray> arrays);

  /** Keeps nothing. */
  static Checkpoints none() {
    return new Checkpoints() {
      @Override
      public Optional<TrainingState> restore(String stage, Map<String, NDArray> arrays) {
        return Optional.empty();
      }

      @Override
      public boolean isDue(int step) {
        return false;
      }

      @Override
      public void save(String stage, TrainingState state, Map<String, NDArray> arrays) {}
    };
  }
}
