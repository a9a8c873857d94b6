package io.lacuna.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.method.TaskWeightVariants;
import io.lacuna.trainer.method.Variant;
import io.lacuna.trainer.optim.LearningRate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compared adapter's way to weigh tasks is also that of the baselines that change the base. */
class ChangedBaseWeightsTest {
  private static final LoopSettings LOOP =
      new LoopSettings(2, 16, 5e-3, 0.1, LearningRate.Decay.COSINE, 0.01, 1, 2);

  @TempDir private static Path folder;
  private static MadeTokens made;

  @BeforeAll
  static void make() throws IOException {
    made = MadeTokens.on(folder);
  }

  @AfterAll
  static void close() {
    made.close();
  }

  @Test
  void everyWayToWeighTasksGivesAnotherChange() {
    int before = made.base().manager().getManagedArrays().size();
    Stream<String> changes = TaskWeightVariants.all().stream().map(way -> values(way, made));
    assertThat(changes).hasSize(5).doesNotHaveDuplicates();
    assertThat(made.base().manager().getManagedArrays()).hasSize(before);
  }

  private static String values(Variant way, MadeTokens made) {
    Baseline baseline =
        Baselines.loraSingle(
            way.change().apply(BaselinesTest.mora(LOOP)),
            new MissingSettings(0, 1),
            BaselinesTest.ORIGIN,
            Checkpoints.none());
    try (var fitted = (ChangedBaseLearner.FittedChange) baseline.fit(made.twoTasks(), 3)) {
      NDArray first = fitted.parameters().asMap().values().iterator().next();
      return Arrays.toString(first.toFloatArray());
    }
  }
}
