package io.lacuna.bench.serving;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.load.DataDirectory;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.apache.commons.math3.stat.regression.SimpleRegression;
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
  private static final double MIB = 1 << 20;
  private static final int PER = 100_000;
  private static final int ROWS = 10;

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
    List<SoakBench.Look> looks = new ArrayList<>();
    long start = System.nanoTime();
    workload.run(
        report,
        (w, temporary) -> {
          try (TestBed bed = data.open(report)) {
            looks.addAll(SoakBench.run(bed, w, predictions, batch));
          }
        });
    report.setting("seconds", (System.nanoTime() - start) / 1_000_000_000);
    report.close();
    Table table = new Table("Memory, MiB", "predictions", "resident", "outside the Java heap");
    for (int i = 0; i < looks.size(); i += Math.max(1, looks.size() / ROWS)) {
      row(table, looks.get(i));
    }
    row(table, looks.get(looks.size() - 1));
    report.add(table);
    List<SoakBench.Look> later = looks.subList(looks.size() / 2, looks.size());
    report.note(
        String.format(
            "Slope over the second half, MiB per %,d predictions: resident %.2f, outside the Java"
                + " heap %.2f.",
            PER,
            slope(later, l -> l.memory().resident()),
            slope(later, l -> l.memory().outsideHeap())));
    report.note("The process also holds the sender and a reader; the broker is another one.");
    output.print(report);
    return 0;
  }

  private static void row(Table table, SoakBench.Look look) {
    table.row(
        look.predictions(), look.memory().resident() / MIB, look.memory().outsideHeap() / MIB);
  }

  private static double slope(List<SoakBench.Look> looks, ToLongFunction<SoakBench.Look> of) {
    SimpleRegression line = new SimpleRegression();
    looks.forEach(l -> line.addData(l.predictions(), of.applyAsLong(l) / MIB));
    return line.getSlope() * PER;
  }
}
