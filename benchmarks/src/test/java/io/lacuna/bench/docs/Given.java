package io.lacuna.bench.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a block needs to be there before it is typed: scripts under {@code given/}, by name. */
final class Given {
  private static final Path FOLDER = Snippet.ROOT.resolve("benchmarks/src/test/resources/given");
  private static final String ENDING = ".sh";

  private Given() {}

  static List<String> names() throws IOException {
    try (Stream<Path> scripts = Files.list(FOLDER)) {
      return scripts.map(p -> p.getFileName().toString().replace(ENDING, "")).sorted().toList();
    }
  }

  static String script(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name + ENDING));
  }
}
