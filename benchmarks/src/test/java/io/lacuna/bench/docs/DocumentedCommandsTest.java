package io.lacuna.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the pages and the helps say can be typed. */
class DocumentedCommandsTest {
  /** A command within a sentence; one with a word for what stands there is none yet. */
  private static final Pattern MENTION =
      Pattern.compile("`(\\./lacuna (?:(?!NAME|FAULT)[^`|…])+)`");

  static Stream<Snippet> snippets() throws IOException {
    return Snippet.all().stream().filter(s -> !s.commands().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void everyCommandOfAPageCanBeParsed(Snippet snippet) {
    snippet.commands().forEach(DocumentedCommandsTest::parse);
  }

  @Test
  void thePagesHoldCommands() throws IOException {
    assertThat(snippets().mapToInt(s -> s.commands().size()).sum()).isGreaterThan(50);
  }

  static Stream<Path> pages() throws IOException {
    return Snippet.pages().stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void whatTheTextMentionsExists(Path page) throws IOException {
    Matcher mention = MENTION.matcher(Files.readString(page).replaceAll("(?ms)^```.*?^```", ""));
    while (mention.find()) {
      try {
        ShellCommands.of(mention.group(1)).forEach(Launcher::parse);
      } catch (MissingParameterException e) {
        // named, and not given all that it needs
      } catch (ParameterException e) {
        fail(page.getFileName() + ": " + mention.group(1) + ": " + e.getMessage());
      }
    }
  }

  @Test
  void theLauncherKnowsAllPrograms() {
    assertThat(Launcher.mains().values()).containsAll(Launcher.PROGRAMS.keySet());
  }

  /** What the launcher shows: of the other programs only their verbs. */
  static Stream<CommandLine> verbs() {
    return Launcher.PROGRAMS.values().stream()
        .flatMap(DocumentedCommandsTest::all)
        .filter(
            verb ->
                verb.getParent() != null
                    || verb == Launcher.PROGRAMS.get(Launcher.mains().get("*")));
  }

  private static Stream<CommandLine> all(CommandLine verb) {
    return Stream.concat(
        Stream.of(verb),
        verb.getSubcommands().values().stream().flatMap(DocumentedCommandsTest::all));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void everyHelpHasAnExampleThatCanBeTypedAsItStands(CommandLine verb) {
    String help = verb.getUsageMessage(CommandLine.Help.Ansi.OFF);
    List<List<String>> examples = ShellCommands.of(help.replaceAll("`[^`]*`", ""));
    assertThat(examples).as(help).isNotEmpty();
    examples.forEach(DocumentedCommandsTest::parse);
    assertThat(String.join("\n", verb.getCommandSpec().usageMessage().footer()).lines())
        .as("wider than the help, so that it is broken off")
        .allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void descriptionsAreWholeSentences(CommandLine verb) {
    assertThat(verb.getCommandSpec().usageMessage().description())
        .isNotEmpty()
        .allMatch(text -> text.endsWith("."));
    assertThat(verb.getUsageMessage()).doesNotContain("%%").doesNotContain("%n");
  }

  @Test
  void theExtractionReadsAsAShellDoes() {
    String page =
        """
        ./lacuna none
        ```
        ./lacuna a --x 'y z(1)' \\
          --w "v >= 1" > file   # comment ./lacuna no
        # ./lacuna b
        ./lacuna c && ./other
        source <(./lacuna d)
        ```
        """;
    assertThat(Snippet.of("page", page).get(0).commands())
        .containsExactly(
            List.of("a", "--x", "y z(1)", "--w", "v >= 1"), List.of("c"), List.of("d"));
    assertThatThrownBy(() -> Launcher.parse(List.of("topology", "--nonsense")))
        .isInstanceOf(UnmatchedArgumentException.class);
  }

  private static void parse(List<String> command) {
    assertThatCode(() -> Launcher.parse(command))
        .as("./lacuna %s", String.join(" ", command))
        .doesNotThrowAnyException();
  }
}
