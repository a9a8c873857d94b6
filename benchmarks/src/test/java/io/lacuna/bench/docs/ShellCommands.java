package io.lacuna.bench.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code ./lacuna} commands in a text, each as the arguments that a shell would give. */
final class ShellCommands {
  private static final String LAUNCHER = "./lacuna ";
  private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");

  private ShellCommands() {}

  /** Those that begin on some line; a backslash at its end goes on in the next one. */
  static List<List<String>> of(String text) {
    List<List<String>> commands = new ArrayList<>();
    for (String line : text.replaceAll("\\\\\\R\\s*", "").split("\\R")) {
      int start = line.indexOf(LAUNCHER);
      if (start >= 0 && !line.substring(0, start).contains("#")) {
        commands.add(arguments(line.substring(start + LAUNCHER.length())));
      }
    }
    return commands;
  }

  private static List<String> arguments(String command) {
    List<String> arguments = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find() && !word.group().matches("#.*|>|&&|\\|")) {
      String closed = word.group().replaceAll("\\)$", "");
      arguments.add(word.group().contains("(") ? bare(word.group()) : bare(closed));
    }
    return arguments;
  }

  private static String bare(String word) {
    return word.replaceAll("[\"']", "");
  }
}
