package io.lacuna.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lacuna.model.metric.Bounds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementTest {
  @TempDir private static Path dir;
  private static Evaluation evaluation;

  @BeforeAll
  static void evaluate() throws IOException {
    MadeRuns made = new MadeRuns(dir);
    List<Run> runs =
        List.of(
            RunReader.read(made.run("old", 0, "old", 1), "old"),
            RunReader.read(made.run("new", 0, "new", 2), "new"));
    Settings settings = new Settings(List.of(By.MASK, By.SITE), 0.5, 0, 200, 1, Bounds.ACCELERATED);
    evaluation = Evaluator.evaluate(runs, Truth.read(made.truth()), settings);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "macro_f1 >= 0.8; true",
        "macro_f1 >= 0.99; false",
        "findings/macro_f1[ITA]>.8; true",
        "macro_f1.low[ITA] < 0.5; false",
        "mae <= 3; true",
        "mae.high[site=north] <= 0.1; false",
        "delta auroc > 0; true",
        "delta auroc.low > 0.0; true",
        "delta mae < -0.01; true",
        "coverage[all] >= 1; true",
        "wait_p95 <= 39.5; false"
      })
  void aRunIsHeldAgainstIt(String text, boolean holds) {
    List<Requirement.Outcome> outcomes = Requirement.parse(text).judge(evaluation);
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0).cell().run()).as("the candidate is judged").isEqualTo("new");
    assertThat(outcomes.get(0).passed()).as(outcomes.get(0).line()).isEqualTo(holds);
  }

  @Test
  void aFailureNamesMetricMaskValueIntervalAndThreshold() {
    assertThat(Requirement.parse("macro_f1[ITA] >= 2").judge(evaluation).get(0).line())
        .matches(
            "FAILED: macro_f1\\[ITA] >= 2: findings/macro_f1 of mask ITA is [01]\\.\\d{3}"
                + " \\[[01]\\.\\d{3}, [01]\\.\\d{3}] on \\d+ answers of run new");
  }

  @Test
  void whatIsNotDefinedHoldsNothing() {
    List<Requirement.Outcome> outcomes =
        Requirement.parse("confidence_rises <= 1").judge(evaluation);
    assertThat(outcomes.get(0).passed()).isFalse();
    assertThat(outcomes.get(0).line()).contains("is not defined");
  }

  @Test
  void aFigureOfAFewSubjectsShowsNothing() {
    Requirement.Outcome outcome = Requirement.parse("mae[-T-] >= 0").judge(evaluation).get(0);
    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.line()).startsWith("FAILED").contains("fewer than 20 independent groups");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "macro_f1", "macro_f1 = 1", "macro_f1[IT-] >= x", "[ITA] > 1"})
  void whatIsNoRequirementIsShownAnExample(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Requirement.parse(text))
        .withMessageContaining("must read like");
  }

  @Test
  void unknownNamesAreAnsweredWithThoseThereAre() {
    refused("accuracy > 1", "no metric 'accuracy'", "macro_f1", "wait_p95");
    refused("auroc[XYZ] > 1", "'XYZ' must be a presence mask");
    refused("auroc[color=red] > 1", "no grouping 'color'", "site");
    refused("auroc[site=west] > 0", "no figure for site west", "north", "south");
    refused("cough/auroc > 0", "no figure for task cough", "findings");
  }

  @Test
  void aDifferenceNeedsAReference() {
    Evaluation alone =
        new Evaluation(
            evaluation.runs().subList(0, 1),
            evaluation.truth(),
            evaluation.settings(),
            evaluation.cells(),
            List.of(),
            List.of(),
            evaluation.unlabelled());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Requirement.parse("delta auroc > 0").judge(alone))
        .withMessageContaining("needs a reference");
  }

  private static void refused(String text, String... words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Requirement.parse(text).judge(evaluation))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }
}
