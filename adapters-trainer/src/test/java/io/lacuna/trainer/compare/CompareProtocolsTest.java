package io.lacuna.trainer.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.trainer.TinyFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protocols, catalogue and defaults of {@code compare}. */
class CompareProtocolsTest {
  @TempDir Path folder;
  private String data;

  @BeforeEach
  void make() throws IOException {
    new TinyFeatures(folder.resolve("data")).make(true);
    data = folder.resolve("data").toString();
  }

  private CompareRun compare(String... more) {
    List<String> all = new ArrayList<>(List.of("--data", data, "--jobs", "1"));
    all.addAll(List.of("--out", folder.resolve("run").toString()));
    all.addAll(List.of(more));
    return CompareRun.of(all.toArray(String[]::new));
  }

  @Test
  void aFolderOfReadyFeaturesIsEnough() throws IOException {
    CompareRun run = compare("--json", "--methods", "head-only,prior");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode table = run.json().get(0);
    assertThat(table.get("subjects").asInt()).as("the split 'test'").isEqualTo(20);
    assertThat(table.get("byPresence").properties()).hasSize(3);
    assertThat(table.at("/trainedValues/head-only").asInt()).isPositive();
  }

  @Test
  void withoutASplitTestEverySubjectIsJudged() throws IOException {
    new TinyFeatures(folder.resolve("data")).make(false);
    CompareRun run = compare("--json", "--methods", "prior,ridge");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get(0).get("subjects").asInt()).isEqualTo(60);
    assertThat(CompareRun.units(folder.resolve("run"))).as("5 folds").hasSize(2 * 5);
  }

  @Test
  void aRandomRateIsACurveAndMorasTablesAreCells() throws IOException {
    CompareRun run = compare("--json", "--methods", "prior,ridge", "--protocol", "random,mora70");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode random = run.json().get(0);
    assertThat(random.get("byRate").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9");
    JsonNode missing = random.get("missingModalities");
    assertThat(missing.get("0.0").asDouble()).isZero();
    assertThat(missing.get("0.9").asDouble()).isBetween(0.3, 0.5);
    JsonNode mora = run.json().get(1);
    assertThat(mora.get("byTables").properties())
        .extracting(Map.Entry::getKey)
        .contains("text > text", "text > audio", "both > text", "both > both")
        .hasSize(9);
    assertThat(CompareRun.units(folder.resolve("run"))).as("tables").hasSize(2 * (1 + 3));
    double onText = mae(mora, "text > text");
    double onAudio = mae(mora, "text > audio");
    assertThat(onAudio).as("who lacks audio has the better text").isLessThan(onText);
  }

  private static double mae(JsonNode table, String cell) {
    return table.get("byTables").get(cell).at("/sentiment/mae/ridge per pattern/value").asDouble();
  }

  @Test
  void allLeavesOutWhatTheBaseCannotCarry() throws IOException {
    CompareRun run = compare("--json", "--methods", "all");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get(0).get("trainedValues").properties())
        .extracting(Map.Entry::getKey)
        .contains("tiny-mmolre", "complete-only", "head-only", "prior")
        .doesNotContain("mora", "mmolre");
  }

  @Test
  void theReferenceIsComparedWithEveryOtherMethod() throws IOException {
    CompareRun run =
        compare("--json", "--methods", "mmolre:r=2:experts=1,prior", "--reference", "prior");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode table = run.json().get(0);
    assertThat(table.get("reference").asText()).isEqualTo("prior");
    assertThat(table.at("/byPresence/-TA/sentiment/mae").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("mmolre:r=2:experts=1", "prior", "prior - mmolre:r=2:experts=1");
    assertThat(table.at("/significance/-TA/sentiment/mae").properties()).hasSize(1);
    assertThat(table.at("/verdict/0").asText()).startsWith("prior in sentiment mae, 3 comparisons");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--methods|magic|'magic' must be one of [adapter",
        "--methods|mmolre:rank=4|there is no parameter 'rank'; mmolre takes [blocks, experts, r]",
        "--methods|ridge:r=4|there is no parameter 'r'; ridge takes none",
        "--methods|unfactored:r=2|'unfactored:r=2': unfactored itself makes r 64",
        "--methods|hard-sharing:experts=8|hard-sharing itself makes experts 1",
        "--methods|one-block:blocks=0+1|one-block itself makes blocks [0]",
        "--methods|mmolre:r=zero|must be a number from 1",
        "--methods|mmolre:r|'r' must be name=value",
        "--methods|mora|needs a base with blocks",
        "--methods|all;prior|all stands for every method",
        "--protocol|sometimes|must be fixed, random or mora70",
        "--reference|ridge|--reference ridge must be one of",
        "--missing|0.5;0.3;0.5|--missing names a share twice",
        "--html|nowhere/x.html|--html nowhere/x.html must be a file in a folder that exists",
        "--validation|1|--validation 1.0 must be in [0, 1)",
        "--trained||--trained needs --config"
      })
  void wrongWordsAreRefusedByName(String option, String value, String message) {
    CompareRun run = value == null ? compare(option) : compare(option, value.replace(';', ','));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aComparisonNeedsAProcessAndData() {
    assertThat(CompareRun.of("--data", data, "--jobs", "0").err()).contains("--jobs 0 must be");
    assertThat(CompareRun.of("--jobs", "1").err()).contains("give --data or --config");
  }

  @Test
  void aFolderThatCannotBeReadIsToldInOneLine() throws IOException {
    Files.writeString(folder.resolve("data/dataset.json"), "{");
    CompareRun run = compare();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("dataset.json: no JSON");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void theCatalogueIsPrinted() {
    CompareRun run = CompareRun.of("--list");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("| `mora` |", "a base with blocks", "`experts`");
  }

  @Test
  void payloadsNeedAConfiguration() throws IOException {
    Path description = folder.resolve("data/dataset.json");
    Files.writeString(
        description,
        Files.readString(description)
            .replace(
                "\"audio\":",
                "\"image\": {\"kind\": \"file\", \"media_type\": \"image/png\"}, \"audio\":"));
    CompareRun run = compare();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("what else it has needs a base: give --config");
  }
}
