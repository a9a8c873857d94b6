package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.evaluate.MadeRuns;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  @TempDir private static Path dir;
  private static String truth;
  private static String full;
  private static String less;

  private final StringWriter err = new StringWriter();
  private String out;

  @BeforeAll
  static void make() throws IOException {
    MadeRuns made = new MadeRuns(dir);
    truth = made.truth().toString();
    full = made.run("full", 0, "a", 2).toString();
    less = made.run("less", 0.6, "a", 2).toString();
  }

  @Test
  void printsMarkdownAndWritesTheOtherForms() throws IOException {
    Path json = dir.resolve("e.json");
    Path html = dir.resolve("e.html");
    assertThat(run(full, less, "--json", json.toString(), "--html", html.toString()))
        .as(err.toString())
        .isZero();
    assertThat(out).startsWith("## Evaluation of a\n").contains("| full (reference) |", "▼ worse");
    assertThat(new ObjectMapper().readTree(json.toFile()).at("/command").asText())
        .startsWith("./lacuna evaluate " + full + " " + less)
        .contains("--draws 100");
    assertThat(html).content().startsWith("<!doctype html>");
  }

  @Test
  void aRequirementThatFailsIsOneAndSaysWhich() {
    Path markdown = dir.resolve("e.md");
    String required = "macro_f1[ITA] >= 2";
    assertThat(run(full, "--require", required, "--markdown", markdown.toString())).isEqualTo(1);
    assertThat(err.toString()).startsWith("FAILED: macro_f1[ITA] >= 2: findings/macro_f1 of mask");
    assertThat(out).isEmpty();
    assertThat(markdown).content().contains("✕ **FAILED**");
    assertThat(run(full, "--require", "macro_f1[ITA] >= 0.5")).isZero();
  }

  @Test
  void unknownNamesAreAUsageErrorThatNamesThoseThereAre() {
    assertThat(run(full, "--require", "accuracy >= 1")).isEqualTo(2);
    assertThat(err.toString()).contains("no metric 'accuracy'", "macro_f1");
    assertThat(run(full, "--require", "auroc[site=moon] >= 1")).isEqualTo(2);
    assertThat(err.toString()).contains("no figure for site moon; there is: north, south");
    assertThat(run(full, "--by", "colour")).isEqualTo(2);
    assertThat(err.toString()).contains("'colour' must be one of", "mask");
    assertThat(run(full, "--threshold", "7")).isEqualTo(2);
    assertThat(err.toString()).contains("threshold = 7.0 must be in [0, 1]");
  }

  @Test
  void whatIsNoRunIsOneLine() {
    assertThat(run(dir.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is no run: it has no run.json").containsOnlyOnce("\n");
  }

  private int run(String... args) {
    String[] all =
        Stream.of(List.of("evaluate"), List.of(args), List.of("--truth", truth, "--draws", "100"))
            .flatMap(List::stream)
            .toArray(String[]::new);
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return Main.commandLine().setErr(new PrintWriter(err, true)).execute(all);
    } finally {
      System.setOut(before);
      out = bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
