package io.lacuna.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.base.FeatureBase;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.feature.FeatureTable;
import io.lacuna.trainer.loop.CheckpointFolder;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.loop.TrainingState;
import io.lacuna.trainer.method.MixtureVariants;
import io.lacuna.trainer.method.Variant;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.stage.AdapterStage;
import io.lacuna.trainer.stage.TokenCache;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training of every variant of a small mixture, of two tasks. */
class VariantTrainingTest {
  private static final AdapterSettings MIXTURE =
      new AdapterSettings(
          "mixture",
          Method.LOW_RANK_MIXTURE,
          2,
          2,
          List.of(0, 1),
          8,
          3,
          null,
          new MixtureOptions(1, 0, 0.1f, MixtureOptions.HeadInput.ALL, true, true, true, true),
          new AdapterStage.Weights(0.5, 0.01, 0),
          new LoopSettings(5, 16, 2e-2, 0.1, LearningRate.Decay.COSINE, 0.01, 1, 5));

  private static FeatureBase base;
  private static Fold fold;

  @TempDir Path dir;

  @BeforeAll
  static void make() {
    List<LabelledSubject> subjects = new ArrayList<>();
    List<Map<Modality, Features>> features = new ArrayList<>();
    Random random = new Random(6);
    for (int i = 0; i < 64; i++) {
      float truth = (float) random.nextGaussian();
      Map<String, float[]> labels =
          Map.of("value", new float[] {truth}, "sign", new float[] {truth > 0 ? 1 : 0});
      subjects.add(new LabelledSubject("s" + i, "g" + i, Split.TRAIN, labels, Map.of()));
      features.add(
          Map.of(
              Modality.TEXT, noisy(random, truth, 0.2), Modality.AUDIO, noisy(random, truth, 1)));
    }
    FeatureTable table = new FeatureTable(subjects, features);
    base =
        FeatureBaseStore.fit(
            new FeatureBaseConfig(
                "made", Map.of(Modality.TEXT, List.of(2), Modality.AUDIO, List.of(2)), 5),
            features,
            "cpu");
    List<TaskTarget> tasks =
        List.of(
            new TaskTarget(new TaskSpec("value", TaskKind.REGRESSION, List.of("value")), -3, 3),
            new TaskTarget(new TaskSpec("sign", TaskKind.MULTILABEL, List.of("up")), 0, 1));
    Subjects all = new Subjects(subjects, TokenCache.inputs(base, table));
    Subjects none = new Subjects(List.of(), List.of());
    fold = new Fold(base, tasks, List.of(Modality.TEXT, Modality.AUDIO), all, none);
  }

  private static Features noisy(Random random, double value, double noise) {
    float[] two = new float[2];
    for (int i = 0; i < 2; i++) {
      two[i] = (float) (value + noise * random.nextGaussian());
    }
    return new Features(new int[] {2}, two);
  }

  @AfterAll
  static void close() {
    base.close();
  }

  private static AdapterLearner learner(AdapterSettings settings, Checkpoints checkpoints) {
    AdapterLearner.Origin origin =
        new AdapterLearner.Origin(
            new AdapterConfig.TrainingData("made", "ab".repeat(32)), Map.of());
    MissingSettings missing = new MissingSettings(0.5, 2);
    return new AdapterLearner(settings.id(), settings, missing, origin, checkpoints);
  }

  private static String digest(AdapterSettings settings, Checkpoints checkpoints) {
    Adapter adapter = learner(settings, checkpoints).train(fold, 3);
    String digest = adapter.digest();
    adapter.parameters().asMap().values().forEach(NDArray::close);
    return digest;
  }

  /** The other variants switch off what has tests of its own. */
  private static boolean changesExperts(Variant variant) {
    AdapterSettings changed = variant.change().apply(MIXTURE);
    return changed.weights().equals(MIXTURE.weights())
        && changed.mixture().with(MIXTURE.mixture().experts()).equals(MIXTURE.mixture());
  }

  @Test
  void everyVariantOfTheExpertsLearns() {
    List<Variant> variants =
        MixtureVariants.of(MIXTURE).stream().filter(VariantTrainingTest::changesExperts).toList();
    assertThat(variants).hasSize(10);
    for (Variant variant : variants) {
      try (Learner.Fitted fitted =
          learner(variant.change().apply(MIXTURE), Checkpoints.none()).fit(fold, 3)) {
        double error = 0;
        double prior = 0;
        List<List<float[]>> scores = fitted.scores(fold.train(), PresenceMask.parse("-TA"));
        for (int i = 0; i < scores.size(); i++) {
          float truth = fold.train().subjects().get(i).labels().get("value")[0];
          error += Math.abs(scores.get(i).get(0)[0] - truth);
          prior += Math.abs(truth);
        }
        assertThat(error).as(variant.name()).isLessThan(0.9 * prior);
      }
    }
  }

  /** The noise of noisy top-k is drawn from what the loop seeds at each step. */
  @Test
  void noiseIsOfTheSeedAndSurvivesAResumption() throws IOException {
    AdapterSettings noisy =
        MixtureVariants.all().stream()
            .filter(v -> v.name().equals("noisy-top-k"))
            .findFirst()
            .orElseThrow()
            .change()
            .apply(MIXTURE);
    String whole = digest(noisy, Checkpoints.none());
    assertThat(digest(noisy, Checkpoints.none())).isEqualTo(whole);
    assertThat(digest(MIXTURE, Checkpoints.none())).isNotEqualTo(whole);
    assertThatThrownBy(() -> digest(noisy, new CutOff(folder(), 4))).hasMessage("cut off");
    assertThat(digest(noisy, folder())).isEqualTo(whole);
  }

  private CheckpointFolder folder() throws IOException {
    PrintStream silent = new PrintStream(OutputStream.nullOutputStream());
    return CheckpointFolder.open(dir.resolve("kept"), Map.of("seed", "3"), 1, false, silent);
  }

  /** Ends a run after so many states. */
  private static final class CutOff implements Checkpoints {
    private final Checkpoints kept;
    private int left;

    CutOff(Checkpoints kept, int states) {
      this.kept = kept;
      this.left = states;
    }

    @Override
    public Optional<TrainingState> restore(String stage, Map<String, NDArray> arrays) {
      return kept.restore(stage, arrays);
    }

    @Override
    public boolean isDue(int step) {
      return kept.isDue(step);
    }

    @Override
    public void save(String stage, TrainingState state, Map<String, NDArray> arrays) {
      kept.save(stage, state, arrays);
      if (--left == 0) {
        throw new IllegalStateException("cut off");
      }
    }
  }
}
