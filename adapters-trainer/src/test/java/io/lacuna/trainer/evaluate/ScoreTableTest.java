package io.lacuna.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.model.metric.Interval;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.data.TaskTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScoreTableTest {
  private static final TaskTarget LABELS =
      new TaskTarget(new TaskSpec("findings", TaskKind.MULTILABEL, List.of("a", "b")), 0, 1);
  private static final TaskTarget VALUE =
      new TaskTarget(new TaskSpec("sentiment", TaskKind.REGRESSION, List.of("sentiment")), -3, 3);

  private final List<LabelledSubject> subjects = new ArrayList<>();
  private final List<List<float[]>> knowing = new ArrayList<>();
  private final List<List<float[]>> guessing = new ArrayList<>();
  private ScoreTable table;

  @BeforeEach
  void fill() {
    Random random = new Random(3);
    for (int i = 0; i < 120; i++) {
      float[] truth = {random.nextInt(2), random.nextInt(2)};
      float value = random.nextFloat() * 6 - 3;
      boolean rated = i % 3 > 0;
      Map<String, float[]> labels =
          rated
              ? Map.of("findings", truth, "sentiment", new float[] {value})
              : Map.of("findings", truth);
      subjects.add(new LabelledSubject("s" + i, "g" + i, Split.TEST, labels, Map.of()));
      knowing.add(List.of(truth, new float[] {value}));
      guessing.add(List.of(new float[] {random.nextFloat(), random.nextFloat()}, new float[] {0}));
    }
    table = new ScoreTable(subjects, List.of(LABELS, VALUE), 60, 1);
    table.add(PresenceMask.ALL, runs(List.of(knowing), List.of(guessing)));
    table.add(PresenceMask.parse("IT-"), runs(List.of(guessing), List.of(guessing, knowing)));
  }

  private static LinkedHashMap<String, List<Run>> runs(
      List<List<List<float[]>>> first, List<List<List<float[]>>> second) {
    LinkedHashMap<String, List<Run>> runs = new LinkedHashMap<>();
    runs.put("knows", first.stream().map(Run::of).toList());
    runs.put("guesses", second.stream().map(Run::of).toList());
    return runs;
  }

  private Interval of(String task, Measure measure, String method) {
    return table.get(PresenceMask.ALL, task, measure, method);
  }

  @Test
  void whoKnowsIsPerfectAndWhoGuessesIsNot() {
    assertThat(of("findings", Measure.MAP, "knows").value()).isEqualTo(1);
    assertThat(of("findings", Measure.BRIER, "knows").value()).isZero();
    assertThat(of("sentiment", Measure.MAE, "knows").value()).isZero();
    assertThat(of("findings", Measure.AUROC, "guesses").value()).isBetween(0.35, 0.65);
    assertThat(of("sentiment", Measure.MAE, "guesses").value()).isBetween(1.2, 1.8);
    assertThat(of("sentiment", Measure.CORRELATION, "guesses").value()).isNaN();
  }

  @Test
  void theDifferenceIsPaired() {
    ScoreTable.Cell difference =
        table.differences().stream()
            .filter(c -> c.measure() == Measure.MAP)
            .findFirst()
            .orElseThrow();
    assertThat(difference.method()).isEqualTo("knows - guesses");
    assertThat(difference.interval().excludesZero()).isTrue();
  }

  @Test
  void theFigureOfSeveralRunsIsTheMeanOfTheirFigures() {
    double one = of("sentiment", Measure.MAE, "guesses").value();
    double two = table.get(PresenceMask.parse("IT-"), "sentiment", Measure.MAE, "guesses").value();
    assertThat(two).isEqualTo(one / 2);
  }

  @Test
  void aStepComparesTheFirstMethodWithItselfUnderFewer() {
    ScoreTable.Step step =
        table.steps().stream().filter(s -> s.measure() == Measure.MAE).findFirst().orElseThrow();
    assertThat(step.more()).isEqualTo(PresenceMask.ALL);
    assertThat(step.fewer()).isEqualTo(PresenceMask.parse("IT-"));
    assertThat(step.difference().value())
        .isEqualTo(-of("sentiment", Measure.MAE, "guesses").value());
    assertThat(step.difference().excludesZero()).isTrue();
    assertThat(TextTable.steps(table)).contains("| `IT-` to `ITA` | sentiment | mae (lower");
    assertThat(ScoreJson.steps(table)).hasSize(4);
  }

  /** Each half is answered by a model with an offset of its own, as folds are. */
  @Test
  void orderIsJudgedWithinTheAnswersOfOneModel() {
    List<List<float[]>> offset = new ArrayList<>();
    int[] part = new int[subjects.size()];
    for (int i = 0; i < part.length; i++) {
      part[i] = i % 2;
      float value = knowing.get(i).get(1)[0];
      offset.add(List.of(knowing.get(i).get(0), new float[] {value + 10 * part[i]}));
    }
    LinkedHashMap<String, List<Run>> runs = new LinkedHashMap<>();
    runs.put("parts", List.of(new Run(offset, part)));
    runs.put("whole", List.of(Run.of(offset)));
    table.add(PresenceMask.parse("I--"), runs);
    PresenceMask mask = PresenceMask.parse("I--");
    assertThat(table.get(mask, "sentiment", Measure.CORRELATION, "parts").value())
        .isCloseTo(1, within(1e-6));
    assertThat(table.get(mask, "sentiment", Measure.CORRELATION, "whole").value()).isLessThan(0.5);
    assertThat(table.get(mask, "sentiment", Measure.MAE, "parts").value())
        .isEqualTo(table.get(mask, "sentiment", Measure.MAE, "whole").value());
  }

  @Test
  void jsonAndTextSayTheSame() {
    JsonNode json = ScoreJson.byPresence(table).get("ITA");
    assertThat(json.get("count").asInt()).isEqualTo(120);
    assertThat(json.at("/findings/map/knows/value").asDouble()).isEqualTo(1);
    assertThat(json.at("/sentiment/corr/guesses/value").isNull()).isTrue();
    assertThat(TextTable.of(table, "findings", Measure.MAP))
        .contains("| `ITA` | 1.000 [1.000, 1.000] |");
    assertThat(TextTable.of(table)).contains("not defined").contains("sentiment mae (lower");
  }

  @Test
  void subjectsWithoutTruthForATaskAreLeftOut() {
    assertThat(Truth.of(VALUE, subjects).at()).hasSize(80);
    assertThat(Priors.of(LABELS, subjects).get(0)).isBetween(0.3, 0.7);
  }
}
