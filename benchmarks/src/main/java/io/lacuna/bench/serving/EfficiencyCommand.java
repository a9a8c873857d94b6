package io.lacuna.bench.serving;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.load.DataDirectory;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Spread;
import io.lacuna.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "efficiency",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "What the way through Kafka leaves of the model's own throughput.",
    footer = {"", "Example: ./lacuna bench efficiency --runs 2"})
public final class EfficiencyCommand implements Callable<Integer> {
  private static final double TARGET = 0.9;

  @Mixin private DataDirectory data;

  @Mixin private WorkloadOptions workload;

  @Mixin private ReportOptions output;

  @Option(names = "--runs", defaultValue = "3", description = "Times both sides are measured.")
  private int runs;

  @Option(
      names = "--warm-up",
      defaultValue = "1",
      description = "Runs before that, which are not kept.")
  private int warmUp;

  @Option(names = "--records", defaultValue = "960", description = "Observations per run.")
  private int records;

  @Option(names = "--batch", defaultValue = "32", description = "batch.max.size.")
  private int batch;

  @Override
  public Integer call() throws Exception {
    Report report = new Report("efficiency");
    report.setting("observations", records + " x 3 samples");
    report.setting("batch", batch);
    report.setting("runs", runs + " after " + warmUp + " to warm up");
    List<Double> bare = new ArrayList<>();
    List<Double> decoding = new ArrayList<>();
    List<ServingBench.Rate> served = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    workload.run(
        report,
        (w, temporary) -> {
          try (TestBed bed = data.open(report)) {
            ServingBench bench = new ServingBench(bed, w);
            for (int run = 1 - warmUp; run <= runs; run++) {
              double loop = BareLoop.rate(w, records, batch, false);
              double loopWithPayloads = BareLoop.rate(w, records, batch, true);
              ServingBench.Rate rate = bench.pipeline(records, batch);
              System.err.printf(
                  "-- run %d: bare %,.1f/s, pipeline %,.1f/s%n", run, loop, rate.perSecond());
              if (run > 0) {
                bare.add(loop);
                decoding.add(loopWithPayloads);
                served.add(rate);
                ratios.add(rate.perSecond() / loop);
              }
            }
          }
        });
    report.close();
    Table table = new Table("Observations per second", "way", "median", "range", "mean batch");
    Spread loop = new Spread(bare);
    table.row("model alone, in a loop", loop.median(), loop.range(), batch);
    Spread withPayloads = new Spread(decoding);
    table.row(
        "the same, payloads decoded in the loop",
        withPayloads.median(),
        withPayloads.range(),
        batch);
    Spread rate = new Spread(served.stream().map(ServingBench.Rate::perSecond).toList());
    Spread mean = new Spread(served.stream().map(ServingBench.Rate::meanBatch).toList());
    table.row("through Kafka, exactly once", rate.median(), rate.range(), mean.median());
    report.add(table);
    Spread ratio = new Spread(ratios);
    report.note(
        String.format(
            "Target: at least %.1f of the model alone: median of the runs' ratios %.2f (%s), %s.",
            TARGET, ratio.median(), ratio.range(), ratio.median() >= TARGET ? "met" : "missed"));
    report.note(
        "The loop has its features at hand; the pipeline decodes Avro, images and audio, joins,"
            + " logs and commits. Broker and reader share the machine.");
    output.print(report);
    return 0;
  }
}
