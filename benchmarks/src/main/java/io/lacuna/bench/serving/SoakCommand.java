package io.lacuna.bench.serving;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.load.DataDirectory;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Memory of the process over many predictions; best with --model small.",
    footer = {"", "Example: ./lacuna bench soak --model small --predictions 200000"})
public final class SoakCommand implements Callable<Integer> {
  @Mixin private DataDirectory data;

  @Mixin private WorkloadOptions workload;

  @Mixin private ReportOptions output;

  @Option(
      names = "--predictions",
      defaultValue = "1000000",
      description = "Observations, one prediction each.")
  private int predictions;

  @Option(names = "--batch", defaultValue = "32", description = "batch.max.size.")
  private int batch;

  @Override
  public Integer call() throws Exception {
    Report report = new Report("soak");
    report.setting("predictions", predictions);
    report.setting("batch", batch);
    MemoryLooks memory = new MemoryLooks("predictions");
    long start = System.nanoTime();
    workload.run(
        report,
        (w, temporary) -> {
          try (TestBed bed = data.open(report)) {
            SoakBench.run(bed, w, predictions, batch, memory);
          }
        });
    report.setting("seconds", (System.nanoTime() - start) / 1_000_000_000);
    report.close();
    report.add(memory.table());
    report.note(memory.slope());
    report.note("The process also holds the sender and a reader; the broker is another one.");
    output.print(report);
    return 0;
  }
}
