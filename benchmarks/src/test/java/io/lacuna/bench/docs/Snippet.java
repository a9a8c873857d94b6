package io.lacuna.bench.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block of a page, and how it is tested: by its language, or as a comment before it says,
 * {@code <!-- test: HOW -->}, which nobody sees on the rendered page.
 *
 * @param place page and line
 * @param language behind the fence; may be empty
 * @param how behind {@code test:}; empty if there is no comment
 */
record Snippet(String place, String language, String how, String text) {
  /** It is run as it stands, by the classes of this build. */
  static final String RUN = "run";

  /** It is run in a clone, by the launcher, where there is time (profile docs). */
  static final String LAUNCH = "launch";

  /** Nothing to type: what was printed, or a drawing. */
  static final String SHOWN = "shown";

  /** Its lines are options of the command that stands behind it. */
  static final String OPTIONS = "options of ";

  /** It compiles; behind it stand the variables that it does not declare. */
  static final String JAVA = "java: ";

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern FENCE =
      Pattern.compile("(?ms)^(?:<!-- test: ((?:(?!-->).)+?) -->\\n)?```([a-z]*)\\n(.*?)^```");

  /** Those of README, CONTRIBUTING and all pages of docs. */
  static List<Snippet> all() throws IOException {
    List<Snippet> all = new ArrayList<>();
    for (Path page : pages()) {
      all.addAll(of(ROOT.relativize(page).toString(), Files.readString(page)));
    }
    return all;
  }

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md").map(ROOT::resolve),
              docs.filter(p -> p.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  static List<Snippet> of(String page, String text) {
    List<Snippet> found = new ArrayList<>();
    Matcher m = FENCE.matcher(text);
    while (m.find()) {
      long line = text.substring(0, m.start(2)).lines().count();
      String how = m.group(1) == null ? "" : m.group(1).replaceAll("\\R", " ");
      found.add(new Snippet(page + ":" + line, m.group(2), how, m.group(3)));
    }
    return found;
  }

  /** Whether it is typed, and as this kind. */
  boolean isTyped(String kind) {
    return how.equals(kind) || how.startsWith(kind + ";");
  }

  Manner manner() {
    return Manner.of(how);
  }

  String page() {
    return place.substring(0, place.lastIndexOf(':'));
  }

  List<List<String>> commands() {
    return ShellCommands.of(text);
  }

  @Override
  public String toString() {
    return place;
  }
}
