package io.lacuna.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "What it takes to serve so many subjects a second, from the constants that bench scale"
            + " measured. A model on paper: nothing runs.",
    footer = {
      "",
      "Example: ./lacuna bench plan --from benchmarks/results/scale/latest.json",
      "A row without a value lacks a rate or a price that was not given."
    })
public final class PlanCommand implements Callable<Integer> {
  @Mixin private ReportOptions output;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE",
      description = "JSON report of bench scale.")
  private Path from;

  @Option(
      names = "--subjects",
      defaultValue = "1000000",
      description = "Observations per second, each of one subject.")
  private double subjects;

  @Option(names = "--samples", defaultValue = "3", description = "Records per observation.")
  private int samples;

  @Option(
      names = "--open-seconds",
      defaultValue = "60",
      description = "How long a window is open on average.")
  private double openSeconds;

  @Option(names = "--bytes", description = "Payload bytes per sample. Default: as measured.")
  private Double bytes;

  @Option(names = "--utilisation", defaultValue = "0.6", description = "Share that is planned for.")
  private double utilisation;

  @Option(names = "--cores", defaultValue = "16", description = "Cores of an instance.")
  private int cores;

  @Option(names = "--heap-gb", defaultValue = "4", description = "Heap of an instance, GB.")
  private double heap;

  @Option(names = "--replication", defaultValue = "3", description = "Copies of each topic.")
  private int replication;

  @Option(
      names = "--retention-hours",
      defaultValue = "24",
      description = "Retention of the input topics.")
  private double retentionHours;

  @Option(
      names = "--prepare-us",
      description = "CPU microseconds to prepare a sample; bench micro measures them.")
  private Double prepareMicros;

  @Option(
      names = "--scored",
      description = "Observations per second of one device; bench efficiency measures them.")
  private Double scored;

  @Option(names = "--core-price", description = "Price of a core and hour.")
  private Double corePrice;

  @Option(names = "--device-price", description = "Price of a device and hour.")
  private Double devicePrice;

  @Option(names = "--storage-price", description = "Price of a GB and month.")
  private Double storagePrice;

  @Override
  public Integer call() throws Exception {
    if (!Files.exists(from)) {
      throw new IllegalArgumentException("--from: there is no " + from);
    }
    Constants constants = Constants.of(new ObjectMapper().readTree(Files.readString(from)));
    Demand demand =
        new Demand(
            subjects,
            samples,
            openSeconds,
            bytes == null ? constants.payloadBytes() : bytes,
            utilisation,
            cores,
            heap * 1e9,
            replication,
            retentionHours,
            prepareMicros,
            scored,
            corePrice,
            devicePrice,
            storagePrice);
    Report report = new Report("plan");
    report.setting("constants", from.getFileName());
    report.setting("records/s of a thread", Math.round(constants.perSecond()));
    report.setting("CPU per record", String.format(Locale.ROOT, "%.1f µs", constants.cpuMicros()));
    report.setting("heap per open window", Math.round(constants.heapBytes()) + " B");
    report.setting("store per open window", Math.round(constants.storeBytes()) + " B");
    report.setting("changelog per record", Math.round(constants.logBytes()) + " B");
    report.setting("payload", Math.round(demand.payloadBytes()) + " B");
    report.setting("open", openSeconds + " s");
    report.setting("utilisation", utilisation);
    report.setting("instance", cores + " cores, heap " + heap + " GB");
    report.setting("replication", replication);
    report.setting("retention", retentionHours + " h");
    report.close();
    report.add(new Plan(constants, demand).table());
    output.print(report);
    return 0;
  }
}
