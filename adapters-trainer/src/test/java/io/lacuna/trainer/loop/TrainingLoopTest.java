package io.lacuna.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.plan.Draws;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
  private NDManager manager;
  private NDArray weight;

  @BeforeEach
  void open() {
    manager = Torch.newManager("cpu");
    Torch.inferenceThread();
    weight = manager.zeros(new Shape(1, 1));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static LoopSettings settings(int epochs, int patience) {
    return new LoopSettings(epochs, 4, 0.05, 0, LearningRate.Decay.LINEAR, 0, 10, patience);
  }

  private TrainingLoop loop(LoopSettings settings) {
    return new TrainingLoop("test", manager, Map.of("w", weight), settings, 7);
  }

  /** Pulls the weight to 1; validation likes it best at a value of its own. */
  private Objective pullToOne(double liked) {
    return new Objective() {
      @Override
      public int size() {
        return 20;
      }

      @Override
      public NDArray loss(NDManager step, int[] records, int epoch) {
        return step.ones(new Shape(1, 1)).sub(weight).square().sum();
      }

      @Override
      public double validate() {
        return -Math.abs(weight.toFloatArray()[0] - liked);
      }
    };
  }

  @Test
  void trainsToTheEndAndFreezesAgain() {
    TrainingLoop.Outcome outcome = loop(settings(40, 40)).run(pullToOne(1));
    assertThat(weight.toFloatArray()[0]).isCloseTo(1, within(0.05f));
    assertThat(outcome.epochs()).isEqualTo(40);
    assertThat(weight.hasGradient()).isFalse();
  }

  @Test
  void leavesTheArraysThatValidationLikedBest() {
    TrainingLoop.Outcome outcome = loop(settings(40, 40)).run(pullToOne(0.5));
    assertThat(weight.toFloatArray()[0]).isCloseTo(0.5f, within(0.15f));
    assertThat(outcome.bestEpoch()).isBetween(1, 39);
    assertThat(outcome.bestScore()).isEqualTo(pullToOne(0.5).validate());
  }

  @Test
  void endsWhenPatienceEnds() {
    TrainingLoop.Outcome outcome = loop(settings(40, 3)).run(pullToOne(-1));
    assertThat(outcome).isEqualTo(new TrainingLoop.Outcome(3, 0, -1));
    assertThat(weight.toFloatArray()).containsExactly(0);
  }

  @Test
  void theSameSeedGivesTheSameArrays() {
    loop(settings(3, 3)).run(pullToOne(1));
    float first = weight.toFloatArray()[0];
    weight.set(new float[] {0});
    loop(settings(3, 3)).run(pullToOne(1));
    assertThat(weight.toFloatArray()).containsExactly(first);
  }

  @Test
  void batchesHoldEveryRecordOnceAndLikeRecordsTogether() {
    List<int[]> batches = Batches.of(512, 8, r -> r % 4, Draws.of(1, "order", "", 0));
    assertThat(batches.stream().flatMapToInt(IntStream::of).sorted())
        .containsExactlyElementsOf(IntStream.range(0, 512).boxed().toList());
    long mixed =
        batches.stream()
            .filter(b -> IntStream.of(b).map(r -> r % 4).distinct().count() > 1)
            .count();
    assertThat(mixed).isLessThan(batches.size() / 3);
    List<int[]> next = Batches.of(512, 8, r -> r % 4, Draws.of(1, "order", "", 1));
    assertThat(next.get(0)).isNotEqualTo(batches.get(0));
  }
}
