package io.lacuna.trainer.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.nn.ExpertCost;
import io.lacuna.model.nn.MixtureForm;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.optim.weigh.TaskWeighting;
import io.lacuna.trainer.stage.AdapterStage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variants of the committed mixtures: d = 128, r = 8, two blocks, 3 shared experts. */
class MixtureVariantsTest {
  private static final long ONE = 4 * 128 * 8 + 8 + 128;
  private static final long UNFACTORED = 3 * 128 * 128 + 128 + 128 * 128 + 128;
  private static final List<String> TASKS = List.of("sentiment", "emotion");

  private static AdapterSettings settings(String pipeline) {
    return TrainingConfig.read(Path.of("configs", pipeline + ".json")).adapter();
  }

  private static AdapterSettings changed(String variant) {
    return byName().get(variant).change().apply(settings("utterance"));
  }

  private static Map<String, Variant> byName() {
    Map<String, Variant> variants = new TreeMap<>();
    MixtureVariants.all().forEach(v -> variants.put(v.name(), v));
    return variants;
  }

  private static ExpertCost cost(AdapterSettings s) {
    MixtureForm form =
        new MixtureForm(
            s.width(),
            s.r(),
            s.experts(),
            s.mixture().kernel(),
            s.mixture().presenceInGates(),
            s.mixture().experts(),
            TASKS);
    return ExpertCost.of(form, s.blocks().size(), 3);
  }

  /** Experts per block and modality, and what one of them has. */
  @ParameterizedTest
  @CsvSource({
    "hard-sharing,   1, true,  2", "mmoe,           3, true,  2", "cgc,            5, true,  2",
    "without-own,    3, false, 2", "without-shared, 2, false, 2", "one-block,      5, false, 1",
    "unfactored,     5, true,  2", "linear-experts, 5, false, 2", "soft-routing,   5, false, 2",
    "noisy-top-k,    5, false, 2"
  })
  void hasTheExpertsOfItsFormula(String variant, int experts, boolean unfactored, int blocks) {
    long one = unfactored ? UNFACTORED : ONE;
    assertThat(cost(changed(variant)).parameters()).isEqualTo(3L * blocks * experts * one);
  }

  @ParameterizedTest
  @ValueSource(strings = {"utterance", "mosi"})
  void eachIsAnotherMixtureAndNoTwoAreTheSame(String pipeline) {
    AdapterSettings mixture = settings(pipeline);
    List<Variant> variants = MixtureVariants.of(mixture);
    assertThat(variants).hasSizeGreaterThan(15).hasSizeLessThan(MixtureVariants.all().size());
    List<AdapterSettings> all = variants.stream().map(v -> v.change().apply(mixture)).toList();
    assertThat(all).doesNotContain(mixture);
    assertThat(new HashSet<>(all)).hasSameSizeAs(all);
  }

  @Test
  void theWeightsOfTheTasksStay() {
    AdapterSettings mixture = settings("utterance");
    AdapterStage.Weights w = mixture.weights();
    AdapterSettings nash =
        mixture.with(
            new AdapterStage.Weights(
                w.unimodal(), w.balance(), w.moreVersusFewer(), TaskWeighting.NASH));
    assertThat(MixtureVariants.all())
        .allSatisfy(
            v ->
                assertThat(v.change().apply(nash).weights().tasks())
                    .as(v.name())
                    .isEqualTo(TaskWeighting.NASH));
  }

  @Test
  void namesAreTheirsAlone() {
    assertThat(byName()).hasSameSizeAs(MixtureVariants.all());
  }

  @Test
  void whatIsNotNamedStays() {
    AdapterSettings before = settings("utterance");
    AdapterSettings after = changed("no-unimodal");
    assertThat(after.mixture().unimodalHeads()).isFalse();
    assertThat(after.weights().unimodal()).isZero();
    assertThat(after.weights().balance()).isEqualTo(before.weights().balance());
    assertThat(after.mixture().experts()).isEqualTo(before.mixture().experts());
    assertThat(after.mixture().presenceInGates()).isTrue();
    assertThat(after.loop()).isEqualTo(before.loop());
    assertThat(changed("noisy-top-k").mixture().experts().topK()).isEqualTo(2);
  }

  @Test
  void sweepsGoThroughRanksAndNumbers() {
    AdapterSettings mixture = settings("utterance");
    assertThat(cost(MixtureVariants.rank(16).change().apply(mixture)).parameters())
        .isEqualTo(3 * 2 * 5 * (4L * 128 * 16 + 16 + 128));
    assertThat(cost(MixtureVariants.experts(15).change().apply(mixture)).parameters())
        .isEqualTo(431_664);
    assertThat(cost(MixtureVariants.unfactored(15).change().apply(mixture)).parameters())
        .isEqualTo(6_710_784);
  }

  @Test
  void onlyAMixtureHasVariants() {
    assertThatThrownBy(() -> byName().get("mmoe").change().apply(settings("patient")))
        .hasMessageContaining("adapter patient-mora must be a mixture");
  }
}
