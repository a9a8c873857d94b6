package io.lacuna.bench.serving;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.load.DataDirectory;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Spread;
import io.lacuna.bench.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "micro-batch",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Micro-batches against a record at a time, through the pipeline; delays at two loads.",
    footer = {"", "Example: ./lacuna bench micro-batch --runs 2"})
public final class MicroBatchCommand implements Callable<Integer> {
  private static final double[] LOADS = {0.5, 0.9};

  @Mixin private DataDirectory data;

  @Mixin private WorkloadOptions workload;

  @Mixin private ReportOptions output;

  @Option(names = "--runs", defaultValue = "3", description = "Times both sides are measured.")
  private int runs;

  @Option(names = "--records", defaultValue = "640", description = "Observations per run.")
  private int records;

  @Option(names = "--batch", defaultValue = "32", description = "batch.max.size.")
  private int batch;

  private final List<Double> gains = new ArrayList<>();
  private final List<ServingBench.Rate> batched = new ArrayList<>();
  private final List<ServingBench.Rate> single = new ArrayList<>();
  private final Map<Double, List<Double>> delays = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    Report report = new Report("micro-batch");
    report.setting("observations", records + " x 3 samples");
    report.setting("batch", batch);
    report.setting("runs", runs);
    workload.run(
        report,
        (w, temporary) -> {
          try (TestBed bed = data.open(report)) {
            measure(new ServingBench(bed, w));
          }
        });
    report.close();
    report.add(rates());
    report.add(delays());
    report.note(
        String.format(
            "Gain of micro-batches, median of the runs' ratios: %.2f (%s).",
            new Spread(gains).median(), new Spread(gains).range()));
    report.note(
        "A delay runs from the send of the last sample to its receipt by a reader of committed"
            + " records; commit interval and linger are part of it.");
    output.print(report);
    return 0;
  }

  private void measure(ServingBench bench) throws InterruptedException {
    for (int run = 0; run < runs; run++) {
      single.add(bench.pipeline(records, 1));
      batched.add(bench.pipeline(records, batch));
      gains.add(batched.get(run).perSecond() / single.get(run).perSecond());
      System.err.printf(
          "-- run %d: one at a time %,.1f/s, batches %,.1f/s%n",
          run, single.get(run).perSecond(), batched.get(run).perSecond());
    }
    double capacity = rate(batched).median();
    for (double load : LOADS) {
      delays.put(load, bench.delays(records, batch, load * capacity));
    }
  }

  private static Spread rate(List<ServingBench.Rate> rates) {
    return new Spread(rates.stream().map(ServingBench.Rate::perSecond).toList());
  }

  private Table rates() {
    Table table = new Table("Observations per second", "way", "median", "range", "mean batch");
    for (boolean one : new boolean[] {true, false}) {
      List<ServingBench.Rate> rates = one ? single : batched;
      Spread mean = new Spread(rates.stream().map(ServingBench.Rate::meanBatch).toList());
      table.row(
          one ? "a record at a time" : "micro-batches",
          rate(rates).median(),
          rate(rates).range(),
          mean.median());
    }
    return table;
  }

  private Table delays() {
    Table table =
        new Table(
            "From the last needed sample to the prediction, ms",
            "load, share of capacity",
            "observations",
            "p50",
            "p99");
    delays.forEach(
        (load, all) -> {
          Spread spread = new Spread(all);
          table.row(load, all.size(), spread.median(), spread.percentile(99));
        });
    return table;
  }
}
