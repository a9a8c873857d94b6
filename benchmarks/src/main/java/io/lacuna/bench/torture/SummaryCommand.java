package io.lacuna.bench.torture;

import io.lacuna.bench.report.Table;
import io.lacuna.bench.torture.result.Tables;
import io.lacuna.bench.torture.result.TortureResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Adds up the results of runs.",
    footer = {"", "Example: ./lacuna torture summary"})
final class SummaryCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "benchmarks/results/torture",
      description = "Folder of the results, as --json wrote them.")
  private Path results;

  @Override
  public Integer call() throws IOException {
    List<TortureResult> runs = new ArrayList<>();
    try (Stream<Path> files = Files.list(results)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        runs.add(TortureResult.read(file));
      }
    }
    Tables.of(runs).stream().map(Table::markdown).forEach(command.commandLine().getOut()::println);
    return runs.stream().allMatch(TortureResult::isClean) ? 0 : 1;
  }
}
