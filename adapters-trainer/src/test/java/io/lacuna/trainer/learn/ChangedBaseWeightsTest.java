package io.lacuna.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.method.TaskWeightVariants;
import io.lacuna.trainer.method.Variant;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.stage.AdapterStage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compared adapter's way to weigh tasks is also that of the baselines that change the base. */
class ChangedBaseWeightsTest {
  private static final AdapterLearner.Origin ORIGIN =
      new AdapterLearner.Origin(new AdapterConfig.TrainingData("made", "ab".repeat(32)), Map.of());

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
            way.change().apply(mora()), new MissingSettings(0, 1), ORIGIN, Checkpoints.none());
    try (var fitted = (ChangedBaseLearner.FittedChange) baseline.fit(made.twoTasks(), 3)) {
      NDArray first = fitted.parameters().asMap().values().iterator().next();
      return Arrays.toString(first.toFloatArray());
    }
  }

  private static AdapterSettings mora() {
    LoopSettings loop = new LoopSettings(2, 16, 5e-3, 0.1, LearningRate.Decay.COSINE, 0.01, 1, 2);
    return new AdapterSettings(
        "mora",
        Method.MODALITY_AWARE_LORA,
        2,
        2,
        List.of(1),
        48,
        0,
        MoraOptions.DEFAULT,
        null,
        AdapterStage.Weights.NONE,
        loop);
  }
}
