package io.lacuna.bench.docs;

import io.lacuna.app.embedded.EmbeddedDefault;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A folder as a user has it, with a broker and a registry of its own and a {@code ./lacuna} that
 * starts the classes under test. What serves until it is stopped is held in a second terminal until
 * the page is over, or all pages where it is told to stay.
 */
final class Workshop implements AutoCloseable {
  private static final long PATIENCE_MINUTES = 20;
  private static final String DONE = "all done\n";
  private static final List<String> SHARED =
      List.of("adapters-trainer", "data", "feeds-hl7", "models", "recordings");

  private final Path dir;
  private final EmbeddedDefault servers;
  private final Map<String, String> addresses;
  private final Set<String> given = new HashSet<>();
  private final List<Served> serving = new ArrayList<>();
  private String page = "";

  private Workshop(Path dir, EmbeddedDefault servers) throws IOException {
    this.dir = dir;
    this.servers = servers;
    this.addresses =
        Map.of(
            "localhost:9092", servers.bootstrapServers(),
            "http://localhost:8081", servers.registryUrl(),
            "8080", freePort(),
            "8090", freePort());
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
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
    TypedLauncher.write(dir.resolve("lacuna"));
    return workshop;
  }

  /**
   * Types what the block needs, once, and the block itself.
   *
   * @return what was printed, and behind it the first line that failed; ends in {@code all done} if
   *     none did
   */
  String type(Snippet block) throws Exception {
    if (!block.page().equals(page)) {
      endPage();
      page = block.page();
    }
    for (String name : block.manner().given()) {
      String said = given.add(name) ? type(Given.script(name)) : DONE;
      if (!said.endsWith(DONE)) {
        return "given " + name + ":\n" + said;
      }
    }
    return type(block.manner().typed(block.text()));
  }

  /** Types the lines one after the other. */
  String type(String text) throws Exception {
    List<String> exports = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    for (String line : withAddresses(text).replaceAll("\\\\\\R\\s*", "").split("\\R")) {
      String command = line.replaceFirst(" +#.*", "");
      if (Served.serves(command)) {
        said.append(typed(lines));
        if (!said.toString().endsWith(DONE)) {
          return said.toString();
        }
        serve(command, exports);
        lines = new ArrayList<>(exports);
      } else {
        lines.add(judged(line));
      }
      if (line.startsWith("export ")) {
        exports.add(line);
      }
    }
    return said.append(typed(lines)).toString();
  }

  private String withAddresses(String text) {
    String with = text;
    for (Map.Entry<String, String> e : addresses.entrySet()) {
      with = with.replace(e.getKey(), e.getValue());
    }
    return with;
  }

  /**
   * Nothing if it stays and runs; another of its verb ends first: it has the port and the state.
   */
  private void serve(String command, List<String> exports) throws Exception {
    if (serving.stream().anyMatch(s -> s.stays() && s.command().equals(command))) {
      return;
    }
    end(
        serving.stream()
            .filter(s -> !s.stays() && Served.verb(s.command()).equals(Served.verb(command)))
            .toList());
    serving.add(Served.start(command, bash(String.join("\n", exports) + "\nexec " + command)));
  }

  private String typed(List<String> lines) throws IOException, InterruptedException {
    Path said = dir.resolve("said.txt");
    Process bash =
        bash("set -eo pipefail\ntrap 'echo \"failed: $BASH_COMMAND\"' ERR\n"
                + String.join("\n", lines)
                + "\necho "
                + DONE)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    bash.getOutputStream().close();
    if (!bash.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      bash.destroyForcibly();
    }
    return Files.readString(said);
  }

  private ProcessBuilder bash(String script) {
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", script).directory(dir.toFile());
    Map<String, String> environment = bash.environment();
    environment.putAll(TypedLauncher.environment());
    environment.put("LACUNA_LOG_LEVEL", "ERROR");
    environment.put("LACUNA_WEB_PORT", "0");
    environment.put("CHECKOUT", Snippet.ROOT.toString());
    environment.put("PATH", dir.resolve("bin") + ":" + environment.get("PATH"));
    return bash;
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

  private void endPage() throws InterruptedException {
    end(serving.stream().filter(s -> !s.stays()).toList());
  }

  private void end(List<Served> ending) throws InterruptedException {
    serving.removeAll(ending);
    for (Served s : ending) {
      s.stop();
    }
  }

  /** Takes the links away, too: who deletes the folder must not follow them. */
  @Override
  public void close() throws IOException, InterruptedException {
    try (servers) {
      for (String name : SHARED) {
        if (Files.isSymbolicLink(dir.resolve(name))) {
          Files.delete(dir.resolve(name));
        }
      }
      end(List.copyOf(serving));
    }
  }
}
