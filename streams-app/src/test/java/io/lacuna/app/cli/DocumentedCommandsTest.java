package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the pages and the helps say can be typed. */
class DocumentedCommandsTest {
  /** Of the other modules, as the launcher has them. */
  private static final Set<String> ELSEWHERE =
      Set.of("train", "calibrate", "compare", "data", "import", "parity", "bench");

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
      List<Path> pages =
          new ArrayList<>(docs.filter(p -> p.toString().endsWith(".md")).sorted().toList());
      pages.add(Path.of("../README.md"));
      return pages.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandOfAPageCanBeParsed(Path page) throws IOException {
    for (List<String> command : ShellCommands.ofMarkdown(Files.readString(page))) {
      parse(command);
    }
  }

  @Test
  void thePagesHoldCommands() throws IOException {
    long commands = 0;
    for (Path page : pages().toList()) {
      commands += ShellCommands.ofMarkdown(Files.readString(page)).size();
    }
    assertThat(commands).isGreaterThan(40);
  }

  static Stream<CommandLine> verbs() {
    return all(Main.commandLine());
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
    assertThat(ShellCommands.ofMarkdown(page))
        .containsExactly(
            List.of("a", "--x", "y z(1)", "--w", "v >= 1"), List.of("c"), List.of("d"));
    assertThatThrownBy(() -> Main.commandLine().parseArgs("topology", "--nonsense"))
        .isInstanceOf(UnmatchedArgumentException.class);
  }

  private static void parse(List<String> command) {
    if (ELSEWHERE.contains(command.get(0))) {
      return;
    }
    assertThatCode(() -> Main.commandLine().parseArgs(command.toArray(String[]::new)))
        .as("./lacuna %s", String.join(" ", command))
        .doesNotThrowAnyException();
  }
}
