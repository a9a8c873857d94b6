package io.lacuna.bench.micro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.process.ChildProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the benchmarks that lie beside the tests. JMH is no dependency of what is delivered, so it
 * runs in a process with a class path of its own, and forks others for the benchmarks.
 */
final class JmhProcess {
  private static final String MAIN = "org.openjdk.jmh.Main";

  private JmhProcess() {}

  /**
   * @param home the checkout
   * @param filter regular expression over the benchmarks' names
   * @return costs by name
   * @throws WrongResultException if JMH or a benchmark fails
   */
  static Map<String, Cost> run(Path home, String filter, int forks, int iterations, int millis)
      throws IOException, InterruptedException {
    Path result = Files.createTempFile("lacuna-micro", ".json");
    try {
      List<String> command = new ArrayList<>();
      command.add(ChildProcess.java());
      // JMH hands them on to its forks
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(flag -> !flag.startsWith("-javaagent"))
          .forEach(command::add);
      command.addAll(List.of("-Dlacuna.home=" + home, "-cp", classPath(home), MAIN));
      command.addAll(
          List.of(
              filter,
              "ReferenceBenchmark",
              "-bm",
              "avgt",
              "-tu",
              "ns",
              "-prof",
              "gc",
              "-foe",
              "true"));
      command.addAll(List.of("-f", Integer.toString(forks)));
      command.addAll(List.of("-wi", Integer.toString(iterations), "-w", millis + "ms"));
      command.addAll(List.of("-i", Integer.toString(iterations), "-r", millis + "ms"));
      command.addAll(List.of("-rf", "json", "-rff", result.toString()));
      run(command);
      JsonNode json = new ObjectMapper().readTree(Files.readString(result));
      if (json.size() == 1 && !filter.contains("Reference")) {
        throw new IllegalArgumentException("--filter = " + filter + " matches no benchmark");
      }
      return Cost.ofJmh(json);
    } finally {
      Files.delete(result);
    }
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.PIPE)
            .start();
    // its tables are progress; standard output is for the report
    process.inputReader().lines().forEach(System.err::println);
    if (process.waitFor() != 0) {
      throw new WrongResultException("a benchmark failed; see above");
    }
  }

  private static String classPath(Path home) throws IOException {
    String own = System.getProperty("java.class.path");
    if (own.contains("jmh-core")) {
      return own;
    }
    Path target = home.resolve("benchmarks").resolve("target");
    Path file = target.resolve("test-dependencies.txt");
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "the benchmarks' class path " + file + " is missing: run it by ./lacuna in a checkout");
    }
    return String.join(
        ":",
        target.resolve("test-classes").toString(),
        target.resolve("classes").toString(),
        Files.readString(file).strip());
  }
}
