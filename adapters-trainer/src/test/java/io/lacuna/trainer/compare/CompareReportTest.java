package io.lacuna.trainer.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lacuna.trainer.TinyFeatures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports of a comparison, as text and in a browser. */
class CompareReportTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

  @TempDir private static Path dir;
  private static CompareRun run;
  private static String page;
  private static String markdown;

  @BeforeAll
  static void write() throws IOException {
    TinyFeatures tiny = new TinyFeatures(dir.resolve("data"));
    tiny.make(true);
    Path description = dir.resolve("data/dataset.json");
    Files.writeString(description, Files.readString(description).replace("tiny features", HOSTILE));
    run =
        CompareRun.of(
            "--config",
            tiny.config().toString(),
            "--out",
            dir.resolve("run").toString(),
            "--jobs",
            "1",
            "--seeds",
            "2",
            "--methods",
            "prior,ridge,head-only",
            "--protocol",
            "fixed,random,mora70",
            "--html",
            dir.resolve("report.html").toString(),
            "--markdown",
            dir.resolve("report.md").toString());
    assertThat(run.code()).as(run.err()).isZero();
    page = Files.readString(dir.resolve("report.html"));
    markdown = Files.readString(dir.resolve("report.md"));
    // kept for people to look at
    Files.writeString(Path.of("target/comparison.html"), page);
  }

  @Test
  void whereTheReferenceDoesNotWinIsSaidFromTheFigures() {
    assertThat(run.out())
        .contains("prior is behind ridge per pattern in sentiment mae under -TA (+")
        .contains("At a glance: + is better than prior and - is worse")
        .containsPattern("\\| ridge per pattern \\| 0\\.\\d{3} \\+")
        .contains("comparisons: ahead in 0, behind in ")
        .contains("| sentiment mae: prior minus | `-TA` | `-T-` | `--A` |")
        .contains("| head-only | a plain head on the base")
        .contains("±");
    assertThat(markdown).contains(run.out(), "./lacuna compare --config", "| configuration | ");
  }

  @Test
  void nothingIsFetchedFromElsewhere() {
    String own =
        page.replaceAll("(?s)<script>\\s*/\\*\\s*\\* Licensed to the Apache.*?</script>", "");
    assertThat(own.length()).as("the chart library is left out here").isLessThan(page.length() / 2);
    assertThat(own).doesNotContainPattern("https?:").doesNotContain(HOSTILE);
    assertThat(page).doesNotContain("<link", "@import", "url(http");
    assertThat(page).contains("default-src 'none'", "prior is behind ridge per pattern");
  }

  @Test
  void aBrowserShowsVerdictAndCurvesWithoutAWordOnTheConsole() throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM), "no browser: " + CHROMIUM + " is not installed");
    Path dom = dir.resolve("dom.html");
    Path log = dir.resolve("browser.log");
    Process browser =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--user-data-dir=" + dir.resolve("profile"),
                "--dump-dom",
                dir.resolve("report.html").toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    assertThat(browser.waitFor(120, TimeUnit.SECONDS)).as("the browser ends").isTrue();

    assertThat(Files.readString(log, StandardCharsets.UTF_8)).doesNotContain("CONSOLE");
    String shown = Files.readString(dom, StandardCharsets.UTF_8);
    String body = shown.substring(0, shown.indexOf("<script"));
    assertThat(body).contains("prior does not win everywhere", "Random missing rate", "▲");
    assertThat(body).contains("&lt;/script&gt;&lt;img").doesNotContain("<img");
    assertThat(shown.split("<canvas").length - 1).as("charts").isEqualTo(2 + 2 + 2);
  }
}
