package io.lacuna.bench.docs;

import io.lacuna.app.cli.Main;
import io.lacuna.bench.BenchMain;
import io.lacuna.trainer.TrainerMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Which program the launcher starts for a verb, as the launcher itself says. */
final class Launcher {
  static final Map<String, CommandLine> PROGRAMS =
      Map.of(
          "io.lacuna.app.cli.Main", Main.commandLine(),
          "io.lacuna.trainer.TrainerMain", TrainerMain.commandLine(),
          "io.lacuna.bench.BenchMain", BenchMain.commandLine());

  private static final Pattern CASE =
      Pattern.compile("(?m)^ +([a-z |*]+)\\) module=[a-z-]+ main=([A-Za-z.]+) ;;");

  private Launcher() {}

  /** Main class by verb; that of all others under {@code *}. */
  static Map<String, String> mains() {
    Map<String, String> mains = new LinkedHashMap<>();
    try {
      Matcher m = CASE.matcher(Files.readString(Snippet.ROOT.resolve("lacuna")));
      while (m.find()) {
        Arrays.stream(m.group(1).split(" \\| ")).forEach(verb -> mains.put(verb, m.group(2)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return mains;
  }

  /**
   * @throws CommandLine.ParameterException if it cannot be typed
   */
  static void parse(List<String> command) {
    Map<String, String> mains = mains();
    String main = mains.getOrDefault(command.get(0), mains.get("*"));
    PROGRAMS.get(main).parseArgs(command.toArray(String[]::new));
  }
}
