package io.lacuna.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.simulate.Fault;
import io.lacuna.app.simulate.Simulation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs drawn schedules of arrivals, backlogs, silence and restarts.",
      "They go through the topology, and every emission is held against an oracle. A schedule on which they differ is shrunk and printed."
    })
final class SimulateCommand implements Callable<Integer> {
  @Option(
      names = "--schedules",
      defaultValue = "10000",
      description = "Distinct schedules to run (default: ${DEFAULT-VALUE}).")
  private int schedules;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description =
          "Seed of the first schedule; those after it count up (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--threads", description = "Threads to run on (default: one per processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--break",
      paramLabel = "FAULT",
      converter = FaultConverter.class,
      description = "Plant a known fault, see below; the run must then exit with 1.")
  private Fault fault;

  @Option(
      names = "--stop-after",
      defaultValue = "1",
      description = "Divergences after which to stop (default: ${DEFAULT-VALUE}).")
  private int enough;

  @Option(names = "--json", description = "End with one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Ranges.atLeast(1, "--schedules", schedules);
    Ranges.atLeast(1, "--threads", threads);
    Ranges.atLeast(1, "--stop-after", enough);
    // what fails in the topology is part of the report
    ((Logger) LoggerFactory.getLogger("org.apache.kafka.streams")).setLevel(Level.OFF);
    Simulation.Result r = new Simulation(schedules, seed, threads, fault, enough).run();
    r.failures().forEach(f -> System.out.println(f.report()));
    System.out.println("schedules with " + r.met());
    System.out.printf(
        "%d distinct schedules, %d drawn again, %d divergences, %.1f s, %.0f schedules/s%n",
        r.schedules(), r.repeated(), r.failures().size(), r.seconds(), r.schedules() / r.seconds());
    if (json) {
      Map<String, Object> summary = new LinkedHashMap<>();
      summary.put("schedules", r.schedules());
      summary.put("divergences", r.failures().size());
      summary.put("seconds", Math.round(r.seconds() * 1000) / 1000.0);
      System.out.println(new ObjectMapper().writeValueAsString(summary));
    }
    return r.failures().isEmpty() ? 0 : Main.FAILED;
  }

  /** The faults there are, and an example; the last lines of the help. */
  static String[] footer() {
    List<String> lines = new ArrayList<>(List.of("", "Faults for --break:"));
    for (Fault f : Fault.values()) {
      lines.add(String.format("  %-23s %s", f.word(), f.does()));
    }
    lines.addAll(List.of("", "Example: ./lacuna simulate --schedules 20000 --seed 1"));
    return lines.toArray(String[]::new);
  }

  private static final class FaultConverter implements ITypeConverter<Fault> {
    @Override
    public Fault convert(String word) {
      try {
        return Fault.of(word);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
