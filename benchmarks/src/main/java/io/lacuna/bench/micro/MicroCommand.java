package io.lacuna.bench.micro;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "micro",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Time and allocation of the hot paths by JMH, as multiples of a reference loop of the same"
            + " run.",
    footer = {
      "",
      "Example: ./lacuna bench micro --gate benchmarks/results/micro/latest.json",
      "With --gate the exit code is 1 when something got worse."
    })
public final class MicroCommand implements Callable<Integer> {
  private static final int WORSE = 1;
  private static final String ALL = ".*";

  @CommandLine.Spec private CommandLine.Model.CommandSpec command;

  @Mixin private ReportOptions output;

  @Option(
      names = "--filter",
      defaultValue = ALL,
      description =
          "Regular expression over the benchmarks' names; the reference loop always runs.")
  private String filter;

  @Option(names = "--forks", defaultValue = "2", description = "Processes for each benchmark.")
  private int forks;

  @Option(
      names = "--iterations",
      defaultValue = "15",
      description = "Iterations of each process, and as many before to warm up.")
  private int iterations;

  @Option(names = "--ms", defaultValue = "200", description = "Milliseconds of an iteration.")
  private int millis;

  @Option(
      names = "--gate",
      paramLabel = "FILE",
      description = "JSON report of an earlier run; what got worse since is an error.")
  private Path gate;

  @Override
  public Integer call() throws Exception {
    Report report = new Report("micro");
    report.setting("forks", forks);
    report.setting("iterations", iterations + " of " + millis + " ms after as many to warm up");
    Path home = Path.of(System.getProperty("lacuna.home", "."));
    Map<String, Cost> before = gate == null ? new TreeMap<>() : read(gate);
    Map<String, Cost> now = JmhProcess.run(home, filter, forks, iterations, millis);
    if (!filter.equals(ALL)) {
      before.keySet().retainAll(now.keySet());
    }
    report.close();
    report.add(table(now));
    List<String> worse = Gate.regressions(before, now);
    if (gate != null) {
      report.note(
          String.format(
              Locale.ROOT,
              "Against %s: %s.",
              gate.getFileName(),
              worse.isEmpty() ? "nothing got worse" : String.join("; ", worse)));
    }
    report.note(
        "Time is that of the fastest iteration. Allocation is that of the Java heap; what the engine"
            + " and the stores take lies outside it.");
    output.print(report);
    worse.forEach(line -> command.commandLine().getErr().println("worse: " + line));
    return worse.isEmpty() ? 0 : WORSE;
  }

  private static Map<String, Cost> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("--gate: there is no " + file);
    }
    return Cost.ofReport(new ObjectMapper().readTree(Files.readString(file)));
  }

  private static Table table(Map<String, Cost> costs) {
    Table table = new Table("Per operation", "benchmark", "ns", "x reference loop", "bytes");
    double reference = Gate.reference(costs);
    costs.forEach(
        (name, cost) -> table.row(name, cost.nanos(), cost.nanos() / reference, cost.bytes()));
    return table;
  }
}
