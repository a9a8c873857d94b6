package io.lacuna.bench.expert;

import io.lacuna.bench.ReportOptions;
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
    name = "merged-experts",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "A mixture block of linear experts, as two convolutions each and merged into one.",
    footer = {"", "Example: ./lacuna bench merged-experts --seconds 0.5"})
public final class MergeCommand implements Callable<Integer> {
  @Mixin private ReportOptions output;

  @Option(
      names = "--widths",
      split = ",",
      defaultValue = "128,768",
      description = "Widths of a block, d.")
  private List<Integer> widths;

  @Option(names = "--ranks", split = ",", defaultValue = "8,64", description = "Ranks, r.")
  private List<Integer> ranks;

  @Option(
      names = "--experts",
      split = ",",
      defaultValue = "3,15",
      description = "Shared experts, beside one of the task's own.")
  private List<Integer> experts;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1x64,8x64,32x1",
      description = "Records x frames of a batch.")
  private List<String> batches;

  @Option(names = "--runs", defaultValue = "3", description = "Times each way is measured.")
  private int runs;

  @Option(names = "--seconds", defaultValue = "0.3", description = "Length of one measurement.")
  private double seconds;

  @Override
  public Integer call() {
    Report report = new Report("merged-experts");
    report.setting("runs", runs + " after 1 to warm up");
    report.setting("seconds per run", seconds);
    report.setting("engine threads", System.getProperty("ai.djl.pytorch.num_threads", "all"));
    Table table =
        new Table(
            "One block, one task; both ways in each run",
            "d",
            "r",
            "N",
            "records x frames",
            "values, two",
            "values, merged",
            "ms, two",
            "ms, merged",
            "merged / two, median",
            "range",
            "by CPU",
            "difference");
    for (int width : widths) {
      for (int rank : ranks) {
        for (int n : experts) {
          batches.forEach(batch -> measure(table, size(width, rank, n, batch)));
        }
      }
    }
    report.close();
    report.add(table);
    report.note("Below 1 merging is faster. ms is of the fastest pass, the median of the runs.");
    output.print(report);
    return 0;
  }

  private static MergeBench.Size size(int width, int rank, int experts, String batch) {
    if (!batch.matches("\\d{1,6}x\\d{1,6}")) {
      throw new IllegalArgumentException("--batches " + batch + " must be like 8x64");
    }
    int at = batch.indexOf('x');
    int records = Integer.parseInt(batch.substring(0, at));
    int frames = Integer.parseInt(batch.substring(at + 1));
    return new MergeBench.Size(width, rank, experts, records, frames);
  }

  private void measure(Table table, MergeBench.Size size) {
    List<Double> two = new ArrayList<>();
    List<Double> merged = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    List<Double> cpuRatio = new ArrayList<>();
    try (MergeBench bench = new MergeBench(size)) {
      double difference = bench.difference();
      for (int run = 0; run <= runs; run++) {
        MergeBench.Time a = bench.time(false, seconds);
        MergeBench.Time b = bench.time(true, seconds);
        if (run > 0) {
          two.add(a.wall());
          merged.add(b.wall());
          ratio.add(b.wall() / a.wall());
          cpuRatio.add(b.cpu() / a.cpu());
        }
      }
      Spread ratios = new Spread(ratio);
      table.row(
          size.width(),
          size.rank(),
          size.experts(),
          size.records() + " x " + size.frames(),
          bench.values(false),
          bench.values(true),
          new Spread(two).median(),
          new Spread(merged).median(),
          ratios.median(),
          ratios.range(),
          new Spread(cpuRatio).median(),
          String.format("%.0e", difference));
    }
    System.err.println("-- " + size);
  }
}
