package io.lacuna.bench.changelog;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.join.Mode;
import io.lacuna.bench.load.DataDirectory;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Table;
import io.lacuna.bench.variant.LacunaJoin;
import io.lacuna.bench.variant.OuterJoins;
import io.lacuna.bench.variant.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "changelog",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Bytes written to internal topics per input sample, by windows per subject.",
    footer = {"", "Example: ./lacuna bench changelog --windows 1,10"})
public final class ChangelogCommand implements Callable<Integer> {
  private static final double TARGET = 300;

  /** Longer than a commit interval: what is scored at once is never logged as pending. */
  private static final Duration SCORING = Duration.ofMillis(200);

  @Mixin private DataDirectory data;

  @Mixin private ReportOptions output;

  @Option(
      names = "--windows",
      split = ",",
      defaultValue = "1,10,300",
      description = "Windows that a subject holds.")
  private List<Integer> windows;

  @Option(
      names = "--observations",
      defaultValue = "1000",
      description = "Observations to measure, three samples each.")
  private int observations;

  @Option(names = "--bytes", defaultValue = "10240", description = "Payload bytes per sample.")
  private int bytes;

  @Override
  public Integer call() throws Exception {
    Report report = new Report("changelog");
    report.setting("observations", observations + " x 3 samples");
    report.setting("payload", bytes + " B");
    report.setting("partitions", 4);
    report.setting("scores", SCORING.toMillis() + " ms after the decision");
    Table table =
        new Table(
            "Bytes on the broker's disk per input sample, all internal topics",
            "variant",
            "windows per subject",
            Mode.AT_LEAST_ONCE.guarantee(),
            Mode.EXACTLY_ONCE.guarantee());
    try (TestBed bed = data.open(report)) {
      ChangelogBench bench = new ChangelogBench(bed, observations, bytes);
      for (int retained : windows) {
        row(table, bench, new LacunaJoin(bed.registry(), observation -> {}, SCORING), retained);
      }
      row(table, bench, new OuterJoins(), 1);
    }
    report.close();
    report.add(table);
    report.note(
        String.format(
            Locale.ROOT,
            "Target: at most %.0f with one window per subject; more are only given.",
            TARGET));
    report.note(
        "Log size, batch headers and transaction markers included, before any compaction; the"
            + " ledger is written once per commit, so that a slower feed shows more per sample.");
    output.print(report);
    return 0;
  }

  private static void row(Table table, ChangelogBench bench, Variant variant, int retained) {
    double atLeastOnce = bench.bytesPerSample(variant, Mode.AT_LEAST_ONCE.guarantee(), retained);
    double exactlyOnce = bench.bytesPerSample(variant, Mode.EXACTLY_ONCE.guarantee(), retained);
    System.err.printf(
        "-- %s, %d windows: %.0f and %.0f B%n", variant.name(), retained, atLeastOnce, exactlyOnce);
    table.row(variant.name(), retained, atLeastOnce, exactlyOnce);
  }
}
