package io.lacuna.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.ConfigLoader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Every block of the pages is tested somehow, and says how. */
class SnippetsTest {
  /** What keeps commands from being run by a test. */
  private static final Set<String> REASONS =
      Set.of(
          "needs data that is not ours to ship",
          "needs a service and its records",
          "needs an adapter of your own",
          "takes minutes to hours",
          "serves until it is stopped",
          "is a build of its own");

  @TempDir Path secrets;

  static Stream<Snippet> all() throws IOException {
    return Snippet.all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void isClassified(Snippet s) throws IOException {
    switch (s.language()) {
      case "properties" -> properties(s);
      case "json" -> json(s);
      case "yaml" -> assertThat(new Yaml().<Object>load(s.text())).as(s.place()).isNotNull();
      case "" -> commands(s);
      default -> fail(s + ": nothing here checks " + s.language());
    }
  }

  private static void commands(Snippet s) {
    if (s.how().startsWith(Snippet.PARSE)) {
      assertThat(REASONS).as(s.place()).contains(s.how().substring(Snippet.PARSE.length()));
    } else if (s.how().startsWith(Snippet.OPTIONS)) {
      options(s);
    } else if (s.how().equals(Snippet.SHOWN)) {
      assertThat(s.text()).as("%s has nothing to type", s).doesNotContain("./lacuna ");
    } else {
      assertThat(List.of(Snippet.RUN, Snippet.LAUNCH))
          .as("%s: write <!-- test: … --> before the block", s)
          .contains(s.how());
    }
  }

  private static void options(Snippet s) {
    String command = "./lacuna " + s.how().substring(Snippet.OPTIONS.length()) + " ";
    s.text()
        .lines()
        .forEach(
            line ->
                assertThatCode(
                        () -> ShellCommands.of(command + line.strip()).forEach(Launcher::parse))
                    .as("%s: %s", s, line)
                    .doesNotThrowAnyException());
  }

  /** They are accepted beside what every configuration needs. */
  private void properties(Snippet s) throws IOException {
    Files.writeString(secrets.resolve("lacuna"), "web.token=s3cret");
    Properties p = new Properties();
    p.load(new StringReader(s.text().replace("/run/secrets", secrets.toString())));
    Map<String, String> own =
        p.stringPropertyNames().stream().collect(Collectors.toMap(k -> k, p::getProperty));
    assertThat(own).as(s.place()).isNotEmpty();
    Map<String, String> needed = Map.of("bootstrap.servers", "x:1", "schema.registry.url", "x:2");
    assertThatCode(() -> ConfigLoader.load(needed, Map.of(), own))
        .as(s.place())
        .doesNotThrowAnyException();
  }

  /** An object, or the inside of one. */
  private static void json(Snippet s) {
    String text = s.text().strip().startsWith("{") ? s.text() : "{" + s.text() + "}";
    assertThatCode(() -> new ObjectMapper().readTree(text))
        .as(s.place())
        .doesNotThrowAnyException();
  }

  @Test
  void anUnmarkedBlockIsSeen() {
    List<String> refused = new ArrayList<>();
    String page = "# x\n\n```\n./lacuna demo\n```\n\n<!-- test: run -->\n```\n./lacuna demo\n```\n";
    for (Snippet s : Snippet.of("page.md", page)) {
      try {
        commands(s);
      } catch (AssertionError e) {
        refused.add(s.place());
      }
    }
    assertThat(refused).containsExactly("page.md:3");
  }
}
