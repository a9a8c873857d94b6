package io.lacuna.bench.docs;

import static java.util.regex.Matcher.quoteReplacement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.ConfigLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Every block of the pages is tested somehow, and says how. */
class SnippetsTest {
  private static final Pattern SECRET = Pattern.compile("\\$\\{file:[^:}]+:([^}]+)}");

  /** Right for every secret, a key of 32 bytes among them. */
  private static final String VALUE = Base64.getEncoder().encodeToString(new byte[32]);

  /** What an example need not import. */
  private static final List<String> IMPORTS =
      List.of(
          "io.lacuna.schema",
          "io.lacuna.wire",
          "io.lacuna.wire.seal",
          "java.util",
          "org.apache.kafka.clients.producer");

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
      case "java" -> java(s);
      case "" -> commands(s);
      default -> fail(s + ": nothing here checks " + s.language());
    }
  }

  private static void commands(Snippet s) {
    if (s.how().startsWith(Snippet.OPTIONS)) {
      options(s);
    } else if (s.how().equals(Snippet.SHOWN)) {
      assertThat(s.text()).as("%s has nothing to type", s).doesNotContain("./lacuna ");
    } else {
      assertThat(s.isTyped(Snippet.RUN) || s.isTyped(Snippet.LAUNCH))
          .as("%s: write <!-- test: … --> before the block", s)
          .isTrue();
      assertThatCode(() -> s.manner().typed(s.text())).as(s.place()).doesNotThrowAnyException();
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
    Properties p = new Properties();
    p.load(new StringReader(withSecrets(s.text())));
    Map<String, String> own =
        p.stringPropertyNames().stream().collect(Collectors.toMap(k -> k, p::getProperty));
    assertThat(own).as(s.place()).isNotEmpty();
    Map<String, String> needed = Map.of("bootstrap.servers", "x:1", "schema.registry.url", "x:2");
    assertThatCode(() -> ConfigLoader.load(needed, Map.of(), own))
        .as(s.place())
        .doesNotThrowAnyException();
  }

  /** Each secret that is read from a file stands in one. */
  private String withSecrets(String text) throws IOException {
    Path file = secrets.resolve("secrets.properties");
    String values =
        SECRET
            .matcher(text)
            .results()
            .map(m -> m.group(1) + "=" + VALUE + "\n")
            .collect(Collectors.joining());
    Files.writeString(file, values);
    return SECRET.matcher(text).replaceAll(m -> quoteReplacement(reference(file, m.group(1))));
  }

  private static String reference(Path file, String key) {
    return "${file:" + file + ":" + key + "}";
  }

  /** They compile; the variables that they do not declare stand in the comment before them. */
  private void java(Snippet s) throws IOException {
    assertThat(s.how()).as(s.place()).startsWith(Snippet.JAVA);
    Path source = secrets.resolve("Example.java");
    Files.writeString(
        source,
        IMPORTS.stream().map(i -> "import " + i + ".*;\n").collect(Collectors.joining())
            + "class Example {\n  void example("
            + s.how().substring(Snippet.JAVA.length())
            + ") throws Exception {\n"
            + s.text()
            + "  }\n}\n");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, "-proc:none", "-d", secrets.toString(), source.toString());
    assertThat(code).as("%s: %s", s, said).isZero();
  }

  /** An object, or the inside of one. */
  private static void json(Snippet s) {
    String text = s.text().strip().startsWith("{") ? s.text() : "{" + s.text() + "}";
    assertThatCode(() -> new ObjectMapper().readTree(text))
        .as(s.place())
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsGivenIsThereAndNothingElse() throws IOException {
    assertThat(Given.names())
        .containsExactlyElementsOf(
            Snippet.all().stream()
                .filter(s -> s.isTyped(Snippet.RUN) || s.isTyped(Snippet.LAUNCH))
                .flatMap(s -> s.manner().given().stream())
                .distinct()
                .sorted()
                .toList());
  }

  @Test
  void theMannerIsReadPartByPart() {
    Manner manner = Manner.of("run; given a b; with --n 5 -> --n 1; says x = y; given c");
    assertThat(manner)
        .isEqualTo(
            new Manner("run", List.of("a b", "c"), Map.of("--n 5", "--n 1"), List.of("x = y")));
    assertThat(manner.typed("./lacuna --n 5")).isEqualTo("./lacuna --n 1");
    assertThatThrownBy(() -> manner.typed("./lacuna --n 6")).hasMessageContaining("--n 5");
    assertThatThrownBy(() -> Manner.of("run; takes long")).hasMessageContaining("takes long");
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
