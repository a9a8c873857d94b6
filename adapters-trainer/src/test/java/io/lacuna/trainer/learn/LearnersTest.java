package io.lacuna.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.lacuna.trainer.evaluate.Measure;
import io.lacuna.trainer.evaluate.Run;
import io.lacuna.trainer.evaluate.ScoreTable;
import io.lacuna.trainer.feature.FeatureTable;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.plan.MissingPlan;
import io.lacuna.trainer.stage.AdapterStage;
import io.lacuna.trainer.stage.TokenCache;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every method on subjects whose text says the truth with little noise, whose image says it with
 * much, and whose sound says the opposite of it half as loudly: a method that does not know what is
 * missing is wrong where only the sound is there.
 */
class LearnersTest {
  private static final TaskTarget VALUE =
      new TaskTarget(new TaskSpec("value", TaskKind.REGRESSION, List.of("value")), -3, 3);
  private static final LoopSettings LOOP =
      new LoopSettings(15, 32, 1e-2, 0.1, LearningRate.Decay.COSINE, 0.05, 1, 15);
  private static final AdapterLearner.Origin ORIGIN =
      new AdapterLearner.Origin(new AdapterConfig.TrainingData("made", "ab".repeat(32)), Map.of());

  private static FeatureBase base;
  private static Fold fold;
  private static Subjects test;

  @BeforeAll
  static void make() {
    FeatureTable train = table(0, 400);
    base =
        FeatureBaseStore.fit(
            new FeatureBaseConfig(
                "made",
                Map.of(
                    Modality.IMAGE, List.of(4),
                    Modality.TEXT, List.of(3),
                    Modality.AUDIO, List.of(2)),
                5),
            train.features(),
            "cpu");
    Subjects none = new Subjects(List.of(), List.of());
    fold = new Fold(base, List.of(VALUE), List.of(Modality.values()), subjects(train), none);
    test = subjects(table(400, 700));
  }

  @AfterAll
  static void close() {
    base.close();
  }

  private static FeatureTable table(int from, int to) {
    List<LabelledSubject> subjects = new ArrayList<>();
    List<Map<Modality, Features>> features = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Random random = new Random(i * 0x9E3779B97F4A7C15L);
      float truth = (float) (random.nextDouble() * 4 - 2);
      subjects.add(
          new LabelledSubject(
              "s" + i, "g" + i % 40, Split.TRAIN, Map.of("value", new float[] {truth}), Map.of()));
      Map<Modality, Features> record = new EnumMap<>(Modality.class);
      record.put(Modality.TEXT, noisy(random, 3, truth, 0.3));
      record.put(Modality.IMAGE, noisy(random, 4, truth, 2));
      record.put(Modality.AUDIO, noisy(random, 2, -truth / 2, 0.5));
      features.add(record);
    }
    return new FeatureTable(subjects, features);
  }

  private static Features noisy(Random random, int width, double value, double noise) {
    float[] values = new float[width];
    for (int i = 0; i < width; i++) {
      values[i] = (float) (value + noise * random.nextGaussian());
    }
    return new Features(new int[] {width}, values);
  }

  private static Subjects subjects(FeatureTable table) {
    return new Subjects(table.subjects(), TokenCache.inputs(base, table));
  }

  private static double error(Learner learner, String mask) {
    try (Learner.Fitted fitted = learner.fit(fold, 3)) {
      return error(fitted, mask);
    }
  }

  private static double error(Learner.Fitted fitted, String mask) {
    PresenceMask shown = PresenceMask.parse(mask);
    ScoreTable table = new ScoreTable(test.subjects(), List.of(VALUE), 10, 1);
    LinkedHashMap<String, List<Run>> runs = new LinkedHashMap<>();
    runs.put("it", List.of(Run.of(fitted.scores(test, shown))));
    table.add(shown, runs);
    return table.get(shown, "value", Measure.MAE, "it").value();
  }

  private static AdapterLearner mixture(AdapterStage.Weights weights) {
    MixtureOptions options =
        new MixtureOptions(1, 0, 0.1f, MixtureOptions.HeadInput.ALL, true, true, true, true);
    AdapterSettings settings =
        new AdapterSettings(
            "mixture",
            Method.LOW_RANK_MIXTURE,
            2,
            2,
            List.of(0),
            16,
            2,
            null,
            options,
            weights,
            LOOP);
    MissingSettings missing = new MissingSettings(0.6, 4);
    return new AdapterLearner("mixture", settings, missing, ORIGIN, Checkpoints.none());
  }

  @Test
  void oneMixtureKnowsWhatToMakeOfEveryPattern() {
    AdapterLearner mixture = mixture(new AdapterStage.Weights(0.5, 0.01, 0.5));
    HeadLearner zeroFill =
        HeadLearner.zeroFill(LOOP, new MissingSettings(0, 1), ORIGIN, Checkpoints.none());
    double prior = error(new PriorLearner(), "ITA");
    try (Learner.Fitted ours = mixture.fit(fold, 3);
        Learner.Fitted zero = zeroFill.fit(fold, 3)) {
      for (String mask : List.of("ITA", "-T-", "--A", "I--")) {
        assertThat(error(ours, mask)).as(mask).isLessThan(0.75 * prior);
      }
      assertThat(error(ours, "--A")).isLessThan(0.8 * error(zero, "--A"));
    }
  }

  @Test
  void aHeadAloneAndRidgeLearnToo() {
    double prior = error(new PriorLearner(), "ITA");
    HeadLearner plain =
        HeadLearner.headOnly(LOOP, new MissingSettings(0.5, 4), ORIGIN, Checkpoints.none());
    assertThat(error(plain, "-T-")).isLessThan(0.5 * prior);
    assertThat(error(new RidgeLearner(), "-T-")).isLessThan(0.4 * prior);
    assertThat(error(new RidgeLearner(), "--A")).isLessThan(0.7 * prior);
  }

  @Test
  void nothingShownIsAnsweredWithThePriorAndNeverWithNaN() {
    try (Learner.Fitted fitted = mixture(AdapterStage.Weights.NONE).fit(fold, 3)) {
      List<List<float[]>> scores = fitted.scores(test, PresenceMask.NONE);
      float prior = scores.get(0).get(0)[0];
      assertThat(prior).isBetween(-0.5f, 0.5f);
      assertThat(scores).allSatisfy(s -> assertThat(s.get(0)).containsExactly(prior));
    }
  }

  @Test
  void fittingAgainFreesWhatItTook() {
    int before = base.manager().getManagedArrays().size();
    mixture(AdapterStage.Weights.NONE).fit(fold, 3).close();
    HeadLearner.zeroFill(LOOP, new MissingSettings(0.5, 1), ORIGIN, Checkpoints.none())
        .fit(fold, 3)
        .close();
    assertThat(base.manager().getManagedArrays()).hasSize(before);
  }

  /** Feeds are never complete, and neither is what one learns from. */
  @Test
  void subjectsThatNeverHadAModalityAreLearntFromAndJudged() {
    Subjects lacking = fold.train().lacking(new MissingPlan(0.7, false, 5));
    Subjects judged = test.lacking(new MissingPlan(1, false, 6));
    Fold partial = new Fold(base, fold.tasks(), fold.modalities(), lacking, fold.validation());
    MissingSettings none = new MissingSettings(0, 1);
    List<Learner> learners =
        List.of(
            mixture(AdapterStage.Weights.NONE),
            HeadLearner.headOnly(LOOP, none, ORIGIN, Checkpoints.none()),
            HeadLearner.zeroFill(LOOP, none, ORIGIN, Checkpoints.none()),
            new RidgeLearner());
    for (Learner learner : learners) {
      try (Learner.Fitted fitted = learner.fit(partial, 3)) {
        List<List<float[]>> scores = fitted.scores(judged, PresenceMask.parse("--A"));
        assertThat(scores).as(learner.name()).hasSize(judged.size());
        assertThat(scores).allSatisfy(s -> assertThat(s.get(0)[0]).isBetween(-3f, 3f));
      }
    }
  }

  @Test
  void ridgeAnswersAMaskThatNobodyShowsWithThePrior() {
    Subjects deaf = fold.train().lacking(new MissingPlan(0, false, 5));
    List<SubjectTokens> textOnly =
        deaf.inputs().stream().map(s -> s.only(PresenceMask.parse("-T-"))).toList();
    Fold partial =
        new Fold(
            base,
            fold.tasks(),
            fold.modalities(),
            new Subjects(deaf.subjects(), textOnly),
            fold.validation());
    PresenceMask audio = PresenceMask.parse("--A");
    float prior = new PriorLearner().fit(partial, 3).scores(test, audio).get(0).get(0)[0];
    assertThat(new RidgeLearner().fit(partial, 3).scores(test, audio))
        .allSatisfy(s -> assertThat(s.get(0)).containsExactly(prior));
  }
}
