package io.lacuna.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.optim.weigh.TaskWeighting;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole trainings of two tasks in conflict, by every way to weigh them. */
class TaskWeighingTest {
  private static final int WHOLE = Integer.MAX_VALUE;
  private static final Map<String, String> RUN = Map.of("seed", "7");

  @TempDir Path dir;
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Torch.newManager("cpu");
    Torch.inferenceThread();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static LoopSettings settings(int epochs) {
    return new LoopSettings(epochs, 4, 0.03, 0.1, LearningRate.Decay.COSINE, 0.01, 1, epochs);
  }

  private Checkpoints folder() throws IOException {
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    return CheckpointFolder.open(dir.resolve(".training"), RUN, 2, false, nowhere);
  }

  private void train(TwoPulls pulls, int epochs, Checkpoints checkpoints) {
    new TrainingLoop("pulls", manager, pulls.arrays, settings(epochs), 7, checkpoints).run(pulls);
  }

  private static Map<String, byte[]> bytes(TwoPulls pulls) {
    Map<String, byte[]> bytes = new TreeMap<>();
    pulls.arrays.forEach((name, a) -> bytes.put(name, a.toByteArray()));
    pulls.weighing().learned().forEach((name, a) -> bytes.put(name, a.toByteArray()));
    pulls.weighing().history().forEach((name, a) -> bytes.put(name, a.toByteArray()));
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void endsWithTheBytesOfATrainingThatWasNotCutOff(TaskWeighting weighting) throws IOException {
    try (TwoPulls whole = TwoPulls.noisy(manager, weighting, WHOLE)) {
      train(whole, 5, Checkpoints.none());
      for (int cut : new int[] {4, 3, 5}) {
        try (TwoPulls part = TwoPulls.noisy(manager, weighting, cut)) {
          assertThatThrownBy(() -> train(part, 5, folder())).isInstanceOf(LineFit.CutOff.class);
        }
      }
      try (TwoPulls last = TwoPulls.noisy(manager, weighting, WHOLE)) {
        train(last, 5, folder());
        assertThat(bytes(last)).usingRecursiveComparison().isEqualTo(bytes(whole));
      }
    }
  }

  /** Everything but the sum ends elsewhere than the sum, or it would not be in use. */
  @Test
  void everyWayEndsElsewhere() {
    Map<String, TaskWeighting> ends = new TreeMap<>();
    for (TaskWeighting weighting : TaskWeighting.values()) {
      try (TwoPulls pulls = TwoPulls.noisy(manager, weighting, WHOLE)) {
        train(pulls, 5, Checkpoints.none());
        float[] point = pulls.point();
        assertThat(point[0]).isFinite();
        ends.put(point[0] + " " + point[1], weighting);
      }
    }
    assertThat(ends).hasSize(TaskWeighting.values().length);
  }

  @Test
  void bargainingEndsOnTheParetoSetWhateverTheScalesOfTheLosses() {
    float[] even = end(TaskWeighting.NASH, 1);
    float[] thousandfold = end(TaskWeighting.NASH, 1000);
    assertThat(thousandfold).containsExactly(even, within(1e-4f));
    // the Pareto set is the line between the places: x + 2y = 1 from (1, 0) to (-1, 1)
    assertThat(even[0] + 2 * even[1]).isCloseTo(1, within(0.02f));
    assertThat(even[0]).isBetween(-0.8f, 0.8f);
  }

  @Test
  void theSumEndsWhereTheLargerLossWants() {
    assertThat(end(TaskWeighting.FIXED, 1)).containsExactly(new float[] {0, 0.5f}, within(0.02f));
    assertThat(end(TaskWeighting.FIXED, 1000)).containsExactly(TwoPulls.PLACES[1], within(0.02f));
  }

  private float[] end(TaskWeighting weighting, double scale) {
    try (TwoPulls pulls = TwoPulls.exact(manager, weighting, scale)) {
      LoopSettings settings =
          new LoopSettings(300, 4, 0.03, 0, LearningRate.Decay.COSINE, 0, 1e9, 300);
      new TrainingLoop("pulls", manager, pulls.arrays, settings, 7).run(pulls);
      return pulls.point();
    }
  }
}
