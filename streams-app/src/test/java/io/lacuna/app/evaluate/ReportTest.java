package io.lacuna.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.metric.Bounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one-file report, as text and in a browser. */
class ReportTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

  @TempDir private static Path dir;
  private static EvaluationJob job;
  private static String page;

  @BeforeAll
  static void write() throws IOException {
    MadeRuns made = new MadeRuns(dir);
    List<Path> runs =
        List.of(
            made.run("zero", 0, "zero-fill", 1),
            made.run("zero-60", 0.6, "zero-fill", 1),
            made.run("mora", 0, "mora", 2),
            made.run("mora-30", 0.3, "mora", 2),
            made.run("mora-60", 0.6, "mora", 2));
    Settings settings =
        new Settings(List.of(By.MASK, By.STATUS, By.SITE), 0.5, 0.6, 200, 1, Bounds.ACCELERATED);
    List<String> required = List.of("macro_f1[IT-] >= 0.6", "mae <= 0.5");
    job = EvaluationJob.run(runs, made.truth(), settings, required, "evaluate " + HOSTILE);
    page = job.html();
    // kept for people to look at
    Files.writeString(Path.of("target/report.html"), page);
  }

  @Test
  void theJsonBlockIsTheEvaluation() throws IOException {
    Matcher block =
        Pattern.compile("<script type=\"application/json\" id=\"evaluation\">(.*?)</script>")
            .matcher(page);
    assertThat(block.find()).isTrue();
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(block.group(1))).isEqualTo(json.readTree(job.json()));
    assertThat(page).doesNotContain(HOSTILE);
  }

  @Test
  void nothingIsFetchedFromElsewhere() {
    String own =
        page.replaceAll("(?s)<script>\\s*/\\*\\s*\\* Licensed to the Apache.*?</script>", "");
    assertThat(own.length()).as("the chart library is left out here").isLessThan(page.length() / 2);
    assertThat(own).doesNotContainPattern("https?:");
    assertThat(own.replace("img src=x", "")).doesNotContainPattern("\\bsrc\\s*=");
    assertThat(page).doesNotContain("<link", "@import", "url(http");
    assertThat(page).contains("default-src 'none'");
  }

  @Test
  void aBrowserShowsItWithoutAWordOnTheConsole() throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM), "no browser: " + CHROMIUM + " is not installed");
    Path file = Files.writeString(dir.resolve("report.html"), page);
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
                file.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    assertThat(browser.waitFor(120, TimeUnit.SECONDS)).as("the browser ends").isTrue();

    assertThat(Files.readString(log, StandardCharsets.UTF_8)).doesNotContain("CONSOLE");
    String shown = Files.readString(dom, StandardCharsets.UTF_8);
    assertThat(shown).contains("✕ FAILED: a requirement does not hold.", "▲ better", "IT-");
    String body = shown.substring(0, shown.indexOf("<script"));
    assertThat(body).contains("&lt;/script&gt;&lt;img").doesNotContain("<img");
    assertThat(shown.split("<canvas").length - 1).as("charts").isGreaterThan(8);
    assertThat(shown.split("<table").length - 1).as("tables").isGreaterThan(8);
  }
}
