package io.lacuna.bench.scale;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.load.DataDirectory;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Throughput and state of the join by open windows, partitions and instances, each instance"
            + " a process of its own.",
    footer = {"", "Example: ./lacuna bench scale --windows 1000,1000000 --restore 0"})
public final class ScaleCommand implements Callable<Integer> {
  private static final int PARTITIONS = 4;

  @Mixin private DataDirectory data;

  @Mixin private ReportOptions output;

  @Option(
      names = "--windows",
      split = ",",
      defaultValue = "1000,10000,100000,1000000",
      description = "Windows that are open at any time.")
  private List<Integer> windows;

  @Option(
      names = "--partitions",
      split = ",",
      defaultValue = "1,2,4,8",
      description = "Partitions of each topic, with --at windows; the others have 4.")
  private List<Integer> partitions;

  @Option(
      names = "--instances",
      split = ",",
      defaultValue = "1,2",
      description = "Processes, with --at windows; the others have 1.")
  private List<Integer> instances;

  @Option(names = "--at", defaultValue = "10000", description = "Windows where others are varied.")
  private int at;

  @Option(
      names = "--restore",
      defaultValue = "100000",
      description = "Windows that are open when an instance is killed; 0 kills none.")
  private int restore;

  @Option(names = "--runs", defaultValue = "5", description = "Slices that are measured.")
  private int runs;

  @Option(
      names = "--warm-up",
      defaultValue = "60000",
      description =
          "Steps of three records before that, which are not kept; more where the windows are few,"
              + " so that every size has read as many records.")
  private int warmUp;

  @Option(
      names = "--steps",
      defaultValue = "20000",
      description = "Steps of three records per slice.")
  private int steps;

  @Option(names = "--bytes", defaultValue = "1024", description = "Payload bytes per sample.")
  private int bytes;

  @Option(names = "--heap", defaultValue = "4g", description = "Heap of each instance.")
  private String heap;

  @Option(
      names = "--recording",
      paramLabel = "DIR",
      description = "Where to write a Java Flight Recording of each instance.")
  private String recording;

  @Override
  public Integer call() throws Exception {
    ScaleSettings settings = new ScaleSettings(runs, warmUp, steps, bytes, heap, recording);
    Report report = new Report("scale");
    report.setting("payload", bytes + " B");
    report.setting("slices", runs + " of " + steps + " x 3 records after " + warmUp + " x 3");
    report.setting("heap of an instance", heap);
    report.setting("stream threads of an instance", 1);
    report.setting("guarantee", "exactly_once_v2");
    try (TestBed bed = data.openShared(report)) {
      ScaleBench bench = new ScaleBench(bed, settings);
      measure(report, bench);
      if (restore > 0) {
        report.add(ScaleReport.takeovers(new RestoreBench(bed, settings).measure(restore)));
      }
    }
    report.close();
    report.note(
        "Lacuna: window stage, ledger, stores and outputs as in service; the model is replaced by a"
            + " constant that completes at once.");
    report.note(
        "Each step completes the oldest open window and opens another; subjects lie anywhere in the"
            + " stores. After each size the open and complete windows were counted: none was lost.");
    output.print(report);
    return 0;
  }

  private void measure(Report report, ScaleBench bench) throws IOException {
    List<Measured> byWindows = new ArrayList<>();
    long most = windows.stream().mapToInt(Integer::intValue).max().orElse(0) + 3L * warmUp;
    for (int n : windows) {
      byWindows.add(bench.measure(new Size(n, PARTITIONS, 1), most));
    }
    // the two lists often share a size
    Set<Size> others = new LinkedHashSet<>();
    partitions.forEach(n -> others.add(new Size(at, n, 1)));
    instances.forEach(n -> others.add(new Size(at, Math.max(PARTITIONS, n), n)));
    List<Measured> byOthers = new ArrayList<>();
    for (Size size : others) {
      byOthers.add(bench.measure(size, 0));
    }
    report.add(ScaleReport.times(ScaleReport.TIMES, byWindows));
    report.add(ScaleReport.weights(byWindows));
    report.add(ScaleReport.times("By partitions and instances", byOthers));
    ScaleReport.verdicts(byWindows, heap).forEach(report::note);
  }
}
