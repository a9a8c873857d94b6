package io.lacuna.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.model.base.FeatureBase;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.features.Features;
import io.lacuna.model.metric.Regression;
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
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.method.TaskWeightVariants;
import io.lacuna.trainer.method.Variant;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.stage.AdapterStage;
import io.lacuna.trainer.stage.TokenCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Adapters of two tasks that want opposite things of the same features, by every way to weigh them.
 * A third of the subjects lacks the truth of one task, some that of both.
 */
class TaskWeightsTest {
  private static final TaskTarget VALUE =
      new TaskTarget(new TaskSpec("value", TaskKind.REGRESSION, List.of("value")), -2, 2);
  private static final TaskTarget LABEL =
      new TaskTarget(new TaskSpec("label", TaskKind.MULTILABEL, List.of("low")), 0, 1);
  private static final AdapterLearner.Origin ORIGIN =
      new AdapterLearner.Origin(new AdapterConfig.TrainingData("made", "ab".repeat(32)), Map.of());

  private static FeatureBase base;
  private static Subjects train;
  private static Subjects validation;

  @BeforeAll
  static void make() {
    FeatureTable table = table(0, 96);
    base =
        FeatureBaseStore.fit(
            new FeatureBaseConfig(
                "made", Map.of(Modality.TEXT, List.of(3), Modality.AUDIO, List.of(3)), 5),
            table.features(),
            "cpu");
    train = subjects(table);
    validation = subjects(table(96, 160));
  }

  @AfterAll
  static void close() {
    base.close();
  }

  private static Subjects subjects(FeatureTable table) {
    return new Subjects(table.subjects(), TokenCache.inputs(base, table));
  }

  private static FeatureTable table(int from, int to) {
    List<LabelledSubject> subjects = new ArrayList<>();
    List<Map<Modality, Features>> features = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Random random = new Random(i * 0x9E3779B97F4A7C15L);
      float truth = (float) (random.nextDouble() * 4 - 2);
      Map<String, float[]> labels = new HashMap<>();
      if (i % 5 != 1) {
        labels.put("value", new float[] {truth});
      }
      if (i % 7 > 1) {
        labels.put("label", new float[] {truth < 0 ? 1 : 0});
      }
      subjects.add(new LabelledSubject("s" + i, "g" + i, Split.TRAIN, labels, Map.of()));
      features.add(
          Map.of(
              Modality.TEXT, noisy(random, truth, 0.5),
              Modality.AUDIO, noisy(random, truth, 2)));
    }
    return new FeatureTable(subjects, features);
  }

  private static Features noisy(Random random, double value, double noise) {
    float[] values = new float[3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (value + noise * random.nextGaussian());
    }
    return new Features(new int[] {values.length}, values);
  }

  private static LoopSettings loop(int epochs) {
    return new LoopSettings(epochs, 16, 1e-2, 0.1, LearningRate.Decay.COSINE, 0.05, 1, epochs);
  }

  private static AdapterSettings mixture(int epochs) {
    MixtureOptions options =
        new MixtureOptions(1, 0, 0.1f, MixtureOptions.HeadInput.FUSED, true, true, true, true);
    return new AdapterSettings(
        "mixture",
        Method.LOW_RANK_MIXTURE,
        2,
        2,
        List.of(0),
        8,
        2,
        null,
        options,
        new AdapterStage.Weights(0.5, 0.01, 0),
        loop(epochs));
  }

  private static AdapterSettings mora() {
    return new AdapterSettings(
        "mora",
        Method.MODALITY_AWARE_LORA,
        2,
        2,
        List.of(),
        8,
        0,
        MoraOptions.DEFAULT,
        null,
        AdapterStage.Weights.NONE,
        loop(2));
  }

  private static Fold fold(Subjects validation, TaskTarget... tasks) {
    return new Fold(
        base, List.of(tasks), List.of(Modality.TEXT, Modality.AUDIO), train, validation);
  }

  private static AdapterLearner learner(AdapterSettings settings) {
    return new AdapterLearner(
        "it", settings, new MissingSettings(0.5, 2), ORIGIN, Checkpoints.none());
  }

  private static Map<String, byte[]> bytes(AdapterSettings settings, Fold fold) {
    Adapter adapter = learner(settings).train(fold, 3);
    Map<String, byte[]> bytes = new TreeMap<>();
    adapter
        .parameters()
        .asMap()
        .forEach(
            (name, array) -> {
              bytes.put(name, array.toByteArray());
              array.close();
            });
    return bytes;
  }

  static Stream<Variant> ways() {
    return TaskWeightVariants.all().stream();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void learnsBothTasksAndFreesWhatItTook(Variant way) {
    int before = base.manager().getManagedArrays().size();
    AdapterLearner learner = learner(way.change().apply(mixture(8)));
    try (Learner.Fitted fitted = learner.fit(fold(validation, VALUE, LABEL), 3)) {
      List<List<float[]>> scores = fitted.scores(validation, PresenceMask.parse("-TA"));
      assertThat(correlation(scores, 0, "value")).as("value").isGreaterThan(0.5);
      assertThat(correlation(scores, 1, "label")).as("label").isGreaterThan(0.5);
    }
    assertThat(base.manager().getManagedArrays()).hasSize(before);
  }

  /** Of the first number of a task with the truth, where it is known. */
  private static double correlation(List<List<float[]>> scores, int task, String name) {
    int[] known =
        IntStream.range(0, scores.size())
            .filter(i -> validation.subjects().get(i).labels().containsKey(name))
            .toArray();
    return Regression.correlation(
        IntStream.of(known).mapToDouble(i -> scores.get(i).get(task)[0]).toArray(),
        IntStream.of(known)
            .mapToDouble(i -> validation.subjects().get(i).labels().get(name)[0])
            .toArray());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theSameSeedGivesTheSameBytes(Variant way) {
    AdapterSettings settings = way.change().apply(mixture(2));
    Fold fold = fold(validation, VALUE, LABEL);
    assertThat(bytes(settings, fold)).usingRecursiveComparison().isEqualTo(bytes(settings, fold));
  }

  @Test
  void everyWayGivesAnotherAdapterEvenWithoutValidation() {
    Subjects none = new Subjects(List.of(), List.of());
    for (AdapterSettings settings : List.of(mixture(2), mora())) {
      List<String> heads =
          ways()
              .map(way -> bytes(way.change().apply(settings), fold(none, VALUE, LABEL)))
              .map(b -> Arrays.toString(b.get(b.keySet().iterator().next())))
              .toList();
      assertThat(heads).doesNotHaveDuplicates();
    }
  }

  @Test
  void withOneTaskThereIsNothingToWeigh() {
    Fold one = fold(validation, VALUE);
    Map<String, byte[]> plain = bytes(mixture(2), one);
    ways()
        .forEach(
            way ->
                assertThat(bytes(way.change().apply(mixture(2)), one))
                    .as(way.name())
                    .usingRecursiveComparison()
                    .isEqualTo(plain));
  }
}
