package io.lacuna.bench.docs;

import io.lacuna.app.embedded.EmbeddedDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A folder as a user has it, with a broker and a registry of its own and a {@code ./lacuna} that
 * starts the classes under test. What would take long is typed in a short form.
 */
final class Workshop implements AutoCloseable {
  private static final long PATIENCE_MINUTES = 10;
  private static final List<String> SHARED =
      List.of("adapters-trainer", "data", "models", "recordings");

  private final Path dir;
  private final EmbeddedDefault servers;
  private final Map<String, String> shortForms;

  private Workshop(Path dir, EmbeddedDefault servers) {
    this.dir = dir;
    this.servers = servers;
    this.shortForms =
        Map.of(
            "localhost:9092", servers.bootstrapServers(),
            "http://localhost:8081", servers.registryUrl(),
            // one broker
            "--replication 3", "--replication 1",
            "--partitions 12", "--partitions 4",
            "--schedules 20000", "--schedules 20");
  }

  static Workshop open(Path dir) throws IOException {
    for (String name : SHARED) {
      Files.createSymbolicLink(dir.resolve(name), Snippet.ROOT.resolve(name));
    }
    Workshop workshop = new Workshop(dir, EmbeddedDefault.start(dir.resolve("servers")));
    Files.writeString(
        dir.resolve("lacuna.properties"),
        String.join(
            "\n",
            "bootstrap.servers=" + workshop.servers.bootstrapServers(),
            "schema.registry.url=" + workshop.servers.registryUrl(),
            "adapters.source=topic",
            ""));
    Files.createFile(
        dir.resolve("lacuna"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(dir.resolve("lacuna"), launcher());
    return workshop;
  }

  /** Without the build, which the real one begins with. */
  private static String launcher() {
    String cases =
        Launcher.mains().entrySet().stream()
            .map(e -> "  " + e.getKey() + ") main=" + e.getValue() + " ;;")
            .collect(Collectors.joining("\n"));
    return """
        #!/usr/bin/env bash
        case "${1:-}" in
        %s
        esac
        exec %s/bin/java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \\
          --enable-native-access=ALL-UNNAMED -Dai.djl.offline=true -DOPT_OUT_TRACKING=true \\
          -Dai.djl.default_engine=PyTorch -Djava.awt.headless=true \\
          -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener "$main" "$@"
        """
        .formatted(cases, System.getProperty("java.home"));
  }

  /**
   * Types the lines of a block one after the other; what serves until it is stopped is left out.
   *
   * @return what was printed, and behind it the first line that failed; ends in {@code all done} if
   *     none did
   */
  String type(String block) throws IOException, InterruptedException {
    Path said = dir.resolve("said.txt");
    Process bash =
        new ProcessBuilder("bash", "-c", script(block))
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    bash.getOutputStream().close();
    if (!bash.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      bash.destroyForcibly();
    }
    return Files.readString(said);
  }

  private String script(String block) {
    String text = block;
    for (Map.Entry<String, String> e : shortForms.entrySet()) {
      text = text.replace(e.getKey(), e.getValue());
    }
    String lines =
        text.lines()
            .filter(line -> !line.startsWith("./lacuna run "))
            .map(Workshop::judged)
            .collect(Collectors.joining("\n"));
    return "set -eo pipefail\nexport CLASSPATH='"
        + System.getProperty("java.class.path")
        + "' LACUNA_LOG_LEVEL=ERROR\ntrap 'echo \"failed: $BASH_COMMAND\"' ERR\n"
        + lines
        + "\necho all done\n";
  }

  /** With what its exit code must be, where that is not 0. */
  private static String judged(String line) {
    String command = line.replaceFirst(" #.*", "");
    if (line.contains("must exit with 1")) {
      return command + " && exit 9 || test $? = 1";
    }
    // tells of this machine, and a fault that it finds is no fault of the page
    return command.startsWith("./lacuna doctor") ? command + " || test $? = 1" : line;
  }

  /** Takes the links away, too: who deletes the folder must not follow them. */
  @Override
  public void close() throws IOException {
    try (servers) {
      for (String name : SHARED) {
        Files.delete(dir.resolve(name));
      }
    }
  }
}
