package io.lacuna.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.metric.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of known answers, evaluated from their folders. */
class EvaluationTest {
  private static final Settings SETTINGS =
      new Settings(
          List.of(By.MASK, By.SITE, By.STATUS, By.ABSENT, By.ADAPTER),
          0.5,
          0,
          100,
          1,
          Bounds.ACCELERATED);

  @TempDir private Path dir;
  private MadeRuns made;
  private Path truth;

  @BeforeEach
  void labels() throws IOException {
    made = new MadeRuns(dir);
    truth = made.truth();
  }

  private JsonNode evaluate(List<Path> runs, String... requirements) throws IOException {
    return new ObjectMapper()
        .readTree(EvaluationJob.run(runs, truth, SETTINGS, List.of(requirements), "test").json());
  }

  private static JsonNode score(JsonNode e, String run, String task, String of, String metric) {
    String[] scope = of.split("=");
    return StreamSupport.stream(e.get("scores").spliterator(), false)
        .filter(s -> s.get("run").asText().equals(run) && s.get("task").asText().equals(task))
        .filter(s -> s.get("by").asText().equals(scope[0]))
        .filter(s -> s.get("scope").asText().equals(scope[1]))
        .filter(s -> s.get("metric").asText().equals(metric))
        .findFirst()
        .orElseThrow(() -> new AssertionError(String.join(" ", run, task, of, metric)));
  }

  @Test
  void everyWindowIsScoredByItsLastRevisionAndCountsInEachStatusItHad() throws IOException {
    JsonNode e = evaluate(List.of(made.run("all", 0, "a", 2)));
    assertThat(score(e, "all", "findings", "all=all", "macro_f1").get("count").asInt())
        .isEqualTo(MadeRuns.SUBJECTS);
    assertThat(score(e, "all", "findings", "all=all", "macro_f1").get("groups").asInt())
        .isEqualTo(MadeRuns.SUBJECTS / 4);
    int corrected = score(e, "all", "findings", "status=corrected", "auroc").get("count").asInt();
    assertThat(corrected).isBetween(60, 80);
    assertThat(score(e, "all", "findings", "status=final", "auroc").get("count").asInt())
        .isEqualTo(MadeRuns.SUBJECTS);
    int bySite = 0;
    for (String site : List.of("north", "south")) {
      bySite += score(e, "all", "severity", "site=" + site, "mae").get("count").asInt();
    }
    assertThat(bySite).isEqualTo(MadeRuns.SUBJECTS);
  }

  @Test
  void theWaitIsThatOfTheDecisionWhichFirstUsedTheSamples() throws IOException {
    JsonNode e = evaluate(List.of(made.run("all", 0, "a", 2)));
    // the final repeats them at 300 s
    assertThat(score(e, "all", "", "all=all", "wait_p95").get("value").asDouble()).isEqualTo(40);
    assertThat(score(e, "all", "", "status=corrected", "wait_p50").get("value").asDouble())
        .isEqualTo(20);
    assertThat(score(e, "all", "", "status=provisional", "wait_p50").get("low").asDouble())
        .isGreaterThanOrEqualTo(10);
  }

  @Test
  void aRunIsComparedWithTheFirstOnTheSameSubjects() throws IOException {
    JsonNode e = evaluate(List.of(made.run("full", 0, "a", 2), made.run("less", 0.6, "a", 2)));
    JsonNode whole = score(e, "less", "findings", "all=all", "macro_f1");
    assertThat(whole.get("delta").get("high").asDouble()).isNegative();
    assertThat(whole.get("than_reference").asText()).isEqualTo("worse");
    assertThat(score(e, "full", "findings", "all=all", "macro_f1").has("delta")).isFalse();

    // those that kept everything got the same answers in both
    JsonNode kept = score(e, "less", "findings", "mask=ITA", "macro_f1").get("delta");
    assertThat(kept.get("low").asDouble()).isZero();
    assertThat(kept.get("high").asDouble()).isZero();
    JsonNode error = score(e, "less", "severity", "all=all", "mae");
    assertThat(error.get("delta").get("value").asDouble()).isPositive();
    assertThat(error.get("than_reference").asText()).isEqualTo("worse");

    JsonNode rises = score(e, "less", "", "all=all", "confidence_rises");
    assertThat(rises.get("value").asDouble()).isBetween(0.05, 0.5);
    assertThat(score(e, "full", "", "all=all", "confidence_rises").get("value").isNull()).isTrue();
  }

  @Test
  void theMissingRateIsTheShareOfExpectedModalitiesThatWereAbsent() throws IOException {
    JsonNode e = evaluate(List.of(made.run("full", 0, "a", 2), made.run("less", 0.5, "a", 2)));
    assertThat(e.at("/runs/0/missing_rate").asDouble()).isCloseTo(0.10, within(0.03));
    assertThat(e.at("/runs/1/missing_rate").asDouble()).isCloseTo(0.55, within(0.05));
    assertThat(e.at("/runs/1/requested_drops/audio").asText()).isEqualTo("0.5");
  }

  @Test
  void aSubjectWithoutAnAnswerLowersTheCoverage() throws IOException {
    Path run = made.run("all", 0, "a", 2);
    Files.writeString(
        truth,
        Files.readString(truth)
            + "{\"subject\":\"never-seen\",\"labels\":{\"findings\":[1,0,0]}}\n");
    JsonNode e = evaluate(List.of(run));
    assertThat(score(e, "all", "", "all=all", "coverage").get("value").asDouble())
        .isCloseTo(MadeRuns.SUBJECTS / (MadeRuns.SUBJECTS + 1.0), within(1e-6));
    assertThat(score(e, "all", "findings", "all=all", "auroc").get("count").asInt())
        .isEqualTo(MadeRuns.SUBJECTS);
  }

  @Test
  void answersUnderTheAbstentionLimitAreWithheld() throws IOException {
    Path run = made.run("all", 0, "a", 2);
    Settings strict = new Settings(List.of(), 0.5, 0.999, 200, 1, Bounds.PERCENTILE);
    String json = EvaluationJob.run(List.of(run), truth, strict, List.of(), "test").json();
    JsonNode e = new ObjectMapper().readTree(json);
    assertThat(score(e, "all", "", "all=all", "decided").get("value").asDouble()).isLessThan(0.2);
    assertThat(score(e, "all", "", "all=all", "coverage").get("value").asDouble()).isEqualTo(1);
  }

  @Test
  void theSameEvaluationGivesTheSameBytes() throws IOException {
    List<Path> runs = List.of(made.run("full", 0, "a", 2), made.run("less", 0.5, "a", 2));
    EvaluationJob one = EvaluationJob.run(runs, truth, SETTINGS, List.of(), "test");
    EvaluationJob two = EvaluationJob.run(runs, truth, SETTINGS, List.of(), "test");
    assertThat(two.json()).isEqualTo(one.json());
    assertThat(two.html()).isEqualTo(one.html());
    assertThat(one.markdown()).contains("### findings", "### severity", "▼ worse", "(reference)");
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    Path run = made.run("all", 0, "a", 2);
    Path stranger =
        Files.writeString(dir.resolve("s.jsonl"), "{\"subject\":\"x\",\"labels\":{}}\n");
    assertThatThrownBy(() -> EvaluationJob.run(List.of(run), stranger, SETTINGS, List.of(), ""))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("no subject of run 'all' has labels in s.jsonl");
    Path narrow =
        Files.writeString(
            dir.resolve("n.jsonl"), "{\"subject\":\"P-1\",\"labels\":{\"findings\":[1]}}\n");
    assertThatThrownBy(() -> EvaluationJob.run(List.of(run), narrow, SETTINGS, List.of(), ""))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("subject 'P-1' has 1 labels for task findings, which has 3");
    Path words =
        Files.writeString(
            dir.resolve("w.jsonl"), "\n{\"subject\":\"P-1\",\"labels\":{\"findings\":\"no\"}}\n");
    assertThatThrownBy(() -> Truth.read(words))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("w.jsonl:2: labels.findings must be a number");
    byte[] bytes = Files.readAllBytes(run.resolve("predictions.avro"));
    Files.write(run.resolve("predictions.avro"), Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> EvaluationJob.run(List.of(run), truth, SETTINGS, List.of(), ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("SHA-256");
  }
}
