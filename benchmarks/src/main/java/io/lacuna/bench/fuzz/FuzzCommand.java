package io.lacuna.bench.fuzz;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Damaged input for everything that reads bytes from outside.",
      "Each must end in an output or a named refusal, within 1 s and a bound on memory."
    },
    footer = {"", "Example: ./lacuna bench fuzz --target png,wav --executions 10000"})
public final class FuzzCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Mixin private ReportOptions output;

  @Option(names = "--target", split = ",", description = "Targets; all where none is named.")
  private Set<String> names;

  @Option(
      names = "--executions",
      defaultValue = "10000",
      description = "Inputs for each target at most.")
  private long executions;

  @Option(names = "--seed", defaultValue = "1", description = "The same seed, the same inputs.")
  private long seed;

  @Option(
      names = "--from",
      defaultValue = "0",
      description = "Number of the first input; with --executions 1 a single one again.")
  private long from;

  @Option(
      names = "--seconds",
      defaultValue = "0",
      description = "No further input after this time, for each target; 0 for no limit.")
  private double seconds;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = ".lacuna/fuzz",
      description = "Where the input of a finding is written.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    Map<String, Callable<FuzzTarget>> targets = FuzzTargets.all();
    if (names != null && !targets.keySet().containsAll(names)) {
      throw new IllegalArgumentException(
          "--target " + String.join(",", names) + " must be of " + targets.keySet());
    }
    if (executions < 1 || from < 0) {
      throw new IllegalArgumentException("--executions must be at least 1, --from at least 0");
    }
    Report report = new Report("fuzz");
    report.setting("seed", seed);
    report.setting("inputs", from + " to " + (from + executions - 1) + " of each target");
    Table table =
        new Table(
            "What damaged inputs ended in",
            "target",
            "executions",
            "accepted",
            "refused",
            "reasons",
            "crashes",
            "hangs",
            "over memory",
            "longest, CPU ms",
            "most allocated, MiB");
    Table reasons = new Table("Refusals by reason", "target", "reason", "inputs");
    Table findings =
        new Table("Findings", "target", "kind", "what", "number", "times", "reproducer");
    for (Map.Entry<String, Callable<FuzzTarget>> entry : targets.entrySet()) {
      if (names == null || names.contains(entry.getKey())) {
        System.err.println("-- " + entry.getKey());
        FuzzResult result = run(entry.getValue());
        rows(entry.getKey(), result, table, reasons, findings);
      }
    }
    report.close();
    report.add(table);
    report.add(reasons);
    report.add(findings);
    output.print(report);
    return findings.rows().isEmpty() ? 0 : FAILED;
  }

  private FuzzResult run(Callable<FuzzTarget> open) throws Exception {
    try (FuzzTarget target = open.call()) {
      return new Fuzzer(target, seed, Fuzzer.MAX_NANOS).run(from, executions, seconds);
    }
  }

  private void rows(String name, FuzzResult result, Table table, Table reasons, Table findings) {
    Map<String, Long> outcomes = result.outcomes();
    outcomes.remove(FuzzTarget.ACCEPTED);
    table.row(
        name,
        result.executions(),
        result.accepted(),
        outcomes.values().stream().mapToLong(Long::longValue).sum(),
        outcomes.size(),
        result.count(Finding.Kind.CRASH),
        result.count(Finding.Kind.HANG),
        result.count(Finding.Kind.MEMORY),
        result.longestMs(),
        result.mostAllocated() / (double) (1 << 20));
    outcomes.forEach((reason, count) -> reasons.row(name, reason, count));
    for (Finding f : result.findings()) {
      Path file = out.resolve(name + "-" + seed + "-" + f.number() + ".bin");
      findings.row(
          name, f.kind(), f.what(), f.number(), result.count(f), write(file, f).toString());
    }
  }

  private static Path write(Path file, Finding finding) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.write(file, finding.input());
    } catch (IOException e) {
      throw new WrongResultException("the input of a finding cannot be written to " + file, e);
    }
  }
}
