package io.lacuna.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.process.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** An instance of the product in a process of its own, which does as it is told. */
final class InstanceProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CLOSE = Duration.ofMinutes(1);

  private final ChildProcess process;
  private final BufferedReader answers;
  private final PrintWriter commands;

  private InstanceProcess(ChildProcess process) {
    this.process = process;
    this.answers = process.process().inputReader(StandardCharsets.UTF_8);
    this.commands = new PrintWriter(process.process().outputWriter(StandardCharsets.UTF_8), true);
  }

  /**
   * Starts an instance and does not wait for it.
   *
   * @param keys its configuration, {@code state.dir} of its own included
   * @param jvm flags such as {@code -Xmx4g}
   */
  static InstanceProcess start(Map<String, String> keys, List<String> jvm) throws IOException {
    Path state = Files.createDirectories(Path.of(keys.get("state.dir")));
    Path file = state.resolveSibling(state.getFileName() + ".properties");
    Properties properties = new Properties();
    properties.putAll(keys);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    List<String> command = new ArrayList<>();
    command.add(ChildProcess.java());
    command.addAll(jvm);
    // as the launcher has it
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ScaleInstance.class.getName(), file.toString()));
    return new InstanceProcess(
        ChildProcess.start(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT)));
  }

  /** Waits until it has its partitions. */
  void awaitReady() throws IOException {
    answer("start");
  }

  /**
   * @param command as {@link ScaleInstance} knows it
   */
  Look tell(String command) throws IOException {
    commands.println(command);
    return answer(command);
  }

  private Look answer(String command) throws IOException {
    String line = answers.readLine();
    // the JVM says there that it records
    while (line != null && !line.startsWith("{")) {
      line = answers.readLine();
    }
    if (line == null) {
      throw new WrongResultException("an instance ended at " + command + "; see its log above");
    }
    return JSON.readValue(line, Look.class);
  }

  /** As kill -9. */
  void kill() {
    process.kill();
  }

  /** Lets it commit and leave. */
  @Override
  public void close() {
    commands.close();
    process.endsWithin(CLOSE);
  }
}
