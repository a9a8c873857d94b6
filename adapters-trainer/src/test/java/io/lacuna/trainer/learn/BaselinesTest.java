package io.lacuna.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MoraModel;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.model.base.OpenBlocks.Projection;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.trainer.baseline.LoraSettings;
import io.lacuna.trainer.baseline.PromptSettings;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.stage.AdapterStage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The baselines as learners, on a ViLT of three small blocks and made tokens. */
class BaselinesTest {
  private static final LoopSettings LOOP = loop(8);

  /** Where it does not matter how well something is learnt. */
  private static final LoopSettings SHORT = loop(2);

  private static final MissingSettings GAPS = new MissingSettings(0.6, 4);
  static final AdapterLearner.Origin ORIGIN =
      new AdapterLearner.Origin(new AdapterConfig.TrainingData("made", "ab".repeat(32)), Map.of());
  private static final Checkpoints NONE = Checkpoints.none();
  @TempDir private static Path folder;
  private static MadeTokens made;
  private static Fold fold;
  private static Subjects test;

  @BeforeAll
  static void make() throws IOException {
    made = MadeTokens.on(folder);
    fold = made.fold(made.subjects(0, 160), made.subjects(500, 540));
    test = made.subjects(700, 860);
  }

  @AfterAll
  static void close() {
    made.close();
  }

  private static LoopSettings loop(int epochs) {
    return new LoopSettings(epochs, 16, 5e-3, 0.1, LearningRate.Decay.COSINE, 0.01, 1, epochs);
  }

  static AdapterSettings mora(LoopSettings loop) {
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

  static Stream<Baseline> onBlocks() {
    return onBlocks(SHORT);
  }

  private static Stream<Baseline> onBlocks(LoopSettings loop) {
    return Stream.of(
        Baselines.loraSingle(mora(loop), GAPS, ORIGIN, NONE),
        Baselines.loraQv(mora(loop), GAPS, ORIGIN, NONE),
        Baselines.map(new PromptSettings(6, 2), mora(loop), GAPS, ORIGIN, NONE));
  }

  static Stream<Baseline> all() {
    return Stream.concat(
        onBlocks(LOOP),
        Stream.of(
            Baselines.modalityDropout(LOOP, GAPS, ORIGIN, NONE),
            Baselines.specialists(LOOP, ORIGIN, NONE)));
  }

  /** A head that is only told zeros cannot know that a sound alone means the opposite. */
  @ParameterizedTest
  @MethodSource("all")
  void learnsUnderEveryMaskAndFreesWhatItTook(Baseline baseline) {
    int before = made.base().manager().getManagedArrays().size();
    boolean zeros = baseline.name().equals(Baselines.MODALITY_DROPOUT);
    double prior = made.error(new PriorLearner().fit(fold, 3), test, "ITA");
    try (Learner.Fitted fitted = baseline.fit(fold, 3)) {
      for (String mask : zeros ? List.of("ITA", "-T-") : List.of("ITA", "-T-", "--A")) {
        assertThat(made.error(fitted, test, mask)).as(mask).isLessThan(0.75 * prior);
      }
      assertBatchMatesDoNotMatter(fitted);
      if (!zeros) {
        assertThat(value(fitted, test, "---")).containsOnly(PriorLearner.prior(fold).get(0)[0]);
      }
    }
    assertThat(made.base().manager().getManagedArrays()).hasSize(before);
  }

  private static void assertBatchMatesDoNotMatter(Learner.Fitted fitted) {
    float together = value(fitted, test, "IT-").get(17);
    float alone = value(fitted, made.subjects(717, 718), "IT-").get(0);
    assertThat(Math.abs(together - alone)).isLessThan(1e-5f);
  }

  @ParameterizedTest
  @MethodSource("onBlocks")
  void trainedCountsTheValuesThatTrainingChanges(Baseline baseline) {
    ChangedBaseLearner learner = (ChangedBaseLearner) baseline;
    try (ChangedBaseLearner.FittedChange fitted = learner.fit(fold, 3)) {
      Parameters fresh =
          fitted
              .readout()
              .init(made.base(), 3)
              .merge(fitted.change().init(made.base().manager(), 3));
      long changed = 0;
      for (Map.Entry<String, NDArray> e : fitted.parameters().asMap().entrySet()) {
        boolean same = e.getValue().contentEquals(fresh.get(e.getKey()));
        changed += same ? 0 : e.getValue().size();
      }
      assertThat(changed).isEqualTo(baseline.trained(fold));
      fresh.asMap().values().forEach(NDArray::close);
    }
  }

  /** The formulas of the docs: h = 48, 3 modalities, a task of one value, 3 blocks. */
  @Test
  void trainedIsTheSumOfTheParts() {
    long pooler = 3 * 48 * 48 + 48;
    long head = 2 * 48 * 48 + 2 * 48 + 4 * 48 + 2 * 48 + 1;
    long missing = 3 * 48;
    long plain = pooler + head;
    assertThat(all().map(b -> b.trained(fold)))
        .containsExactly(
            plain + missing + 2 * 2 * 48,
            plain + missing + 3 * 2 * 2 * 2 * 48,
            plain + missing + 7 * 3 * 2 * 48,
            plain,
            12 * 48 * 48 + 7 * (48 + head));
    AdapterSettings settings = AdapterSettings.head("plain", LOOP);
    MoraModel model = new MoraModel(AdapterLearner.configuration(settings, fold, 3, ORIGIN));
    assertThat(model.shapes().values().stream().mapToLong(Shape::size).sum())
        .isEqualTo(plain + missing);
  }

  @Test
  void lorasBlocksAndProjectionsCanBeChosen() {
    Baseline keys =
        Baselines.loraQv(
            new LoraSettings(5, 10, List.of(2)),
            EnumSet.of(Projection.KEY),
            mora(SHORT),
            GAPS,
            ORIGIN,
            NONE);
    Baseline none = HeadLearner.headOnly(LOOP, GAPS, ORIGIN, NONE);
    assertThat(keys.trained(fold) - none.trained(fold)).isEqualTo(2 * 5 * 48);
    Baseline absent =
        Baselines.loraQv(
            new LoraSettings(5, 10, List.of(1, 3)),
            EnumSet.of(Projection.KEY),
            mora(SHORT),
            GAPS,
            ORIGIN,
            NONE);
    assertThatThrownBy(() -> absent.fit(fold, 3))
        .hasMessage(
            "method lora-qv: blocks [1, 3] must be below 3, the number of blocks of base vilt");
  }

  /** [CLS] is read behind the prompts, and what is missing is attended as a stand-in. */
  @Test
  void theReadoutIsThatOfTheComparedMora() {
    AdapterSettings ours = mora(SHORT);
    AdapterSettings authors =
        new AdapterSettings(
            "authors",
            ours.method(),
            2,
            2,
            List.of(1),
            48,
            0,
            MoraOptions.AUTHORS,
            null,
            ours.weights(),
            SHORT);
    Baseline map = Baselines.map(new PromptSettings(1, 2), authors, GAPS, ORIGIN, NONE);
    long head = 2 * 48 * 48 + 2 * 48 + 4 * 48 + 2 * 48 + 1;
    assertThat(map.trained(fold)).isEqualTo(48 * 48 + 48 + head + 7 * 2 * 48);
    try (Learner.Fitted fitted = map.fit(fold, 3)) {
      assertThat(value(fitted, test, "I--")).doesNotHaveDuplicates();
      assertThat(value(fitted, test, "-T-")).isNotEqualTo(value(fitted, test, "IT-"));
    }
  }

  @ParameterizedTest
  @MethodSource("onBlocks")
  void aBaseWithoutBlocksIsRefusedByName(Baseline baseline) {
    try (var features = MadeTokens.withoutBlocks()) {
      Fold without =
          new Fold(features, fold.tasks(), fold.modalities(), fold.train(), fold.validation());
      String message =
          "method " + baseline.name() + " needs a base with blocks; base made has none";
      assertThatThrownBy(() -> baseline.fit(without, 3)).hasMessage(message);
      assertThatThrownBy(() -> baseline.trained(without)).hasMessage(message);
    }
  }

  @Test
  void droppingModalitiesInTrainingTeachesWhatZerosMean() {
    MissingSettings complete = new MissingSettings(0, 1);
    try (Learner.Fitted dropout = Baselines.modalityDropout(LOOP, GAPS, ORIGIN, NONE).fit(fold, 3);
        Learner.Fitted zero = HeadLearner.zeroFill(LOOP, complete, ORIGIN, NONE).fit(fold, 3)) {
      assertThat(made.error(dropout, test, "--A")).isLessThan(0.9 * made.error(zero, test, "--A"));
    }
  }

  /** Sound is replaced by noise, in training as in what is judged. */
  @Test
  void aSpecialistSeesItsPatternAndNothingElse() {
    Baseline specialists = Baselines.specialists(SHORT, ORIGIN, NONE);
    Fold deaf = made.fold(made.noisy(fold.train()), made.noisy(fold.validation()));
    try (Learner.Fitted one = specialists.fit(fold, 3);
        Learner.Fitted other = specialists.fit(deaf, 3)) {
      for (String mask : List.of("I--", "-T-", "IT-")) {
        assertThat(value(other, made.noisy(test), mask)).as(mask).isEqualTo(value(one, test, mask));
      }
      for (String mask : List.of("--A", "I-A", "-TA", "ITA")) {
        assertThat(value(other, test, mask)).as(mask).isNotEqualTo(value(one, test, mask));
      }
    }
  }

  private static List<Float> value(Learner.Fitted fitted, Subjects subjects, String mask) {
    return fitted.scores(subjects, PresenceMask.parse(mask)).stream()
        .map(s -> s.get(0)[0])
        .toList();
  }

  @Test
  void aPatternThatNobodyCanShowIsAnsweredWithThePrior() {
    List<SubjectTokens> withoutSound =
        fold.train().inputs().stream().map(s -> s.only(PresenceMask.parse("IT-"))).toList();
    Fold partial =
        made.fold(new Subjects(fold.train().subjects(), withoutSound), fold.validation());
    Baseline specialists = Baselines.specialists(SHORT, ORIGIN, NONE);
    float prior = PriorLearner.prior(partial).get(0)[0];
    try (Learner.Fitted fitted = specialists.fit(partial, 3)) {
      for (String mask : List.of("--A", "I-A", "-TA", "ITA")) {
        assertThat(value(fitted, test, mask)).as(mask).containsOnly(prior);
      }
      assertThat(value(fitted, test, "-T-")).doesNotHaveDuplicates();
    }
    assertThat(specialists.trained(partial)).isLessThan(specialists.trained(fold));
  }

  /** Those who have sound have no truth for the second task. */
  @Test
  void aTaskWithoutTruthUnderAPatternIsAnsweredWithThePrior() {
    Fold two = made.twoTasks();
    try (Learner.Fitted fitted = Baselines.specialists(SHORT, ORIGIN, NONE).fit(two, 3)) {
      float prior = PriorLearner.prior(two).get(1)[0];
      List<List<float[]>> heard = fitted.scores(test, PresenceMask.parse("--A"));
      assertThat(heard.stream().map(s -> s.get(1)[0])).containsOnly(prior);
      assertThat(heard.stream().map(s -> s.get(0)[0])).doesNotContain(prior);
      List<List<float[]>> read = fitted.scores(test, PresenceMask.parse("-T-"));
      assertThat(read.stream().map(s -> s.get(1)[0])).doesNotContain(prior);
    }
  }
}
