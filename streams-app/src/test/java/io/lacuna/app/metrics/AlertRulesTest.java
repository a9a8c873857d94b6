package io.lacuna.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prometheus's own tool says whether the rules are sound and fire when they should. */
class AlertRulesTest {
  private static final Path RULES = Path.of("../ops/prometheus");

  /** A row of the page whose second cell is an expression. */
  private static final Pattern QUESTION =
      Pattern.compile("(?m)^\\| [a-z][^|`]* \\| `([^`]+)` \\|$");

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"check rules alerts.yml", "test rules alerts_test.yml"})
  void promtoolAgrees(String arguments) throws IOException, InterruptedException {
    promtool(RULES, arguments);
  }

  @Test
  void theQuestionsOfTheMetricsPageCanBeAsked() throws IOException, InterruptedException {
    Matcher question = QUESTION.matcher(MetricsReference.page());
    StringBuilder rules = new StringBuilder("groups: [{name: page, rules: [");
    int asked = 0;
    while (question.find()) {
      rules.append(
          "{record: 'q%d', expr: '%s'},".formatted(asked++, question.group(1).replace("'", "''")));
    }
    assertThat(asked).isGreaterThan(2);
    Files.writeString(dir.resolve("page.yml"), rules + "]}]");
    promtool(dir, "check rules page.yml");
  }

  private static void promtool(Path folder, String arguments)
      throws IOException, InterruptedException {
    Optional<Path> tool = onPath("promtool");
    String reason = "promtool is not on the PATH (Debian package prometheus): rules not checked";
    if (tool.isEmpty()) {
      System.err.println("skipped: " + reason);
    }
    assumeTrue(tool.isPresent(), reason);
    List<String> command = new ArrayList<>(List.of(tool.get().toString()));
    command.addAll(Arrays.asList(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("SUCCESS");
  }

  private static Optional<Path> onPath(String name) {
    return Arrays.stream(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
        .map(dir -> Path.of(dir, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Test
  void everyAlertSaysWhatToDo() throws IOException {
    List<String> lines = Files.readAllLines(RULES.resolve("alerts.yml"));
    long alerts = lines.stream().filter(l -> l.contains("- alert:")).count();
    assertThat(lines.stream().filter(l -> l.contains("summary:")).count()).isEqualTo(alerts);
    assertThat(lines.stream().filter(l -> l.contains("description:")).count()).isEqualTo(alerts);
    assertThat(alerts).isPositive();
  }
}
