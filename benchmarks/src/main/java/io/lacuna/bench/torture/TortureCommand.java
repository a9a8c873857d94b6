package io.lacuna.bench.torture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.lacuna.app.TemporaryFolder;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.report.Table;
import io.lacuna.bench.torture.fault.FaultKind;
import io.lacuna.bench.torture.result.Tables;
import io.lacuna.bench.torture.result.TortureResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The verb {@code torture}. */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Kills, stops and starves the service and its brokers under load, and looks afterwards"
            + " for what was lost, is there twice or is wrong.",
    subcommands = SummaryCommand.class,
    footer = {
      "",
      "Example: ./lacuna torture --minutes 10 --seed 7 --json run.json",
      "Seed and schedule are printed first.",
      "Exit codes: 0 nothing found, 1 something found or no run could be made, 2 usage."
    })
public final class TortureCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(names = "--seed", defaultValue = "1", description = "Of the load and the schedule.")
  private long seed;

  @Option(names = "--minutes", defaultValue = "10", description = "Length of load and faults.")
  private double minutes;

  @Option(names = "--records", defaultValue = "0", description = "End after so many; 0: none.")
  private long records;

  @Option(
      names = "--kills",
      defaultValue = "0",
      description = "End after so many kills of the service; 0: none.")
  private int kills;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "NAME",
      description = "Faults to make; by default all of them: ${COMPLETION-CANDIDATES}.",
      completionCandidates = FaultNames.class)
  private List<String> faults;

  @Option(names = "--brokers", defaultValue = "3", description = "Brokers: 1 or 3.")
  private int brokers;

  @Option(names = "--instances", defaultValue = "1", description = "Instances of the service.")
  private int instances;

  @Option(names = "--partitions", defaultValue = "4", description = "Partitions of each topic.")
  private int partitions;

  @Option(names = "--rate", defaultValue = "200", description = "Records per second, roughly.")
  private int rate;

  @Option(
      names = "--open-windows",
      defaultValue = "0",
      description = "Windows to be open at once, by a longer retention; 0: few.")
  private int openWindows;

  @Option(
      names = "--archive",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Rehearse a start first, which writes an archive of classes: the others are quicker.")
  private boolean archive;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where brokers and service keep data and logs, kept if something was found.")
  private Path data;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the result there.")
  private Path json;

  /** Names for the help. */
  static final class FaultNames implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return EnumSet.allOf(FaultKind.class).stream().map(FaultKind::word).iterator();
    }
  }

  @Override
  public Integer call() throws Exception {
    TortureSettings settings =
        new TortureSettings(
            seed,
            records,
            Duration.ofMillis(Math.round(minutes * 60_000)),
            kills,
            kinds(),
            brokers,
            instances,
            partitions,
            rate,
            openWindows,
            archive);
    // brokers that are away are what the run is about
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.OFF);
    Path parent = data == null ? Path.of(System.getProperty("java.io.tmpdir")) : data;
    Path dir = Files.createTempDirectory(parent, "lacuna-torture");
    TortureResult result = new TortureRun(settings, dir).run(typed());
    if (json != null) {
      result.write(json);
    }
    Tables.of(List.of(result)).stream()
        .map(Table::markdown)
        .forEach(command.commandLine().getOut()::println);
    if (!result.isClean()) {
      throw new WrongResultException(
          "found " + result.violations() + " " + result.examples() + "; logs are in " + dir);
    }
    TemporaryFolder.delete(dir);
    return 0;
  }

  private Set<FaultKind> kinds() {
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    if (faults == null) {
      return EnumSet.allOf(FaultKind.class);
    }
    faults.forEach(name -> kinds.add(FaultKind.parse(name.strip())));
    return kinds;
  }

  private String typed() {
    return "./lacuna torture "
        + String.join(" ", command.commandLine().getParseResult().expandedArgs());
  }
}
