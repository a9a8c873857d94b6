package io.lacuna.bench.serving;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Spread;
import io.lacuna.bench.report.Table;
import io.lacuna.bench.serving.MixedAdaptersBench.Pass;
import io.lacuna.bench.serving.MixedAdaptersBench.Way;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "mixed-adapters",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Throughput of the model on a mix of adapters and masks, against one adapter.",
    footer = {"", "Example: ./lacuna bench mixed-adapters --runs 3"})
public final class MixedAdaptersCommand implements Callable<Integer> {
  private static final double TARGET = 0.9;

  @Mixin private WorkloadOptions workload;

  @Mixin private ReportOptions output;

  @Option(names = "--runs", defaultValue = "5", description = "Times each way is measured.")
  private int runs;

  @Option(names = "--adapters", defaultValue = "64", description = "Adapters that are loaded.")
  private int adapters;

  @Option(names = "--records", defaultValue = "896", description = "Records per run.")
  private int records;

  @Option(names = "--batch", defaultValue = "32", description = "Records per batch.")
  private int batch;

  @Override
  public Integer call() throws Exception {
    Report report = new Report("mixed-adapters");
    report.setting("adapters", adapters);
    report.setting("records", records);
    report.setting("batch", batch);
    report.setting("runs", runs + " after 1 to warm up");
    Map<Way, List<Pass>> passes = new EnumMap<>(Way.class);
    workload.run(
        report,
        (w, temporary) -> {
          try (var bench = new MixedAdaptersBench(w, temporary, adapters, records, batch)) {
            for (int run = 0; run <= runs; run++) {
              for (Way way : Way.values()) {
                Pass pass = bench.pass(way);
                System.err.printf("-- run %d %s: %,.1f/s%n", run, way.words, pass.perSecond());
                if (run > 0) {
                  passes.computeIfAbsent(way, x -> new ArrayList<>()).add(pass);
                }
              }
            }
          }
        });
    report.close();
    add(report, passes);
    output.print(report);
    return 0;
  }

  private void add(Report report, Map<Way, List<Pass>> passes) {
    Table table =
        new Table(
            "Records scored, all ways in each run",
            "batches",
            "records/s, median",
            "range",
            "x one adapter",
            "CPU ms per record",
            "x one adapter by CPU",
            "forwards per 1,000 records");
    passes.forEach(
        (way, of) -> {
          Spread rate = new Spread(of.stream().map(Pass::perSecond).toList());
          table.row(
              way.words,
              rate.median(),
              rate.range(),
              ratio(passes, way, Pass::perSecond),
              new Spread(of.stream().map(Pass::cpuMillis).toList()).median(),
              1 / ratio(passes, way, Pass::cpuMillis),
              1000.0 * of.get(0).forwards() / records);
        });
    report.add(table);
    double ratio = ratio(passes, Way.MIXED, Pass::perSecond);
    report.note(
        String.format(
            "Target: mixed at least %.1f of one adapter: %.2f, %s.",
            TARGET, ratio, ratio >= TARGET ? "met" : "missed"));
    report.note("The scores of the mixed and the grouped batches agree within 1e-5.");
  }

  /** Median of the ratios of the runs, each to one adapter in the same run. */
  private static double ratio(Map<Way, List<Pass>> passes, Way way, ToDoubleFunction<Pass> of) {
    List<Double> ratios = new ArrayList<>();
    for (int run = 0; run < passes.get(way).size(); run++) {
      double one = of.applyAsDouble(passes.get(Way.ONE_COMPLETE).get(run));
      ratios.add(of.applyAsDouble(passes.get(way).get(run)) / one);
    }
    return new Spread(ratios).median();
  }
}
