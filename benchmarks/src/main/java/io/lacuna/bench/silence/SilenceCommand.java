package io.lacuna.bench.silence;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.load.DataDirectory;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Spread;
import io.lacuna.bench.report.Table;
import io.lacuna.bench.variant.CogroupSuppress;
import io.lacuna.bench.variant.OuterJoins;
import io.lacuna.bench.variant.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "silence",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "How long after a deadline a window on silent topics is answered.",
    footer = {"", "Example: ./lacuna bench silence --rounds 2 --windows 100"})
public final class SilenceCommand implements Callable<Integer> {
  /** What a decision may take beyond a tick, ms. */
  private static final int ALLOWANCE_MS = 50;

  @Mixin private DataDirectory data;

  @Mixin private ReportOptions output;

  @Option(names = "--rounds", defaultValue = "5", description = "Times a feed falls silent.")
  private int rounds;

  @Option(
      names = "--warm-up",
      defaultValue = "1",
      description = "Rounds before that, which are not kept.")
  private int warmUp;

  @Option(names = "--windows", defaultValue = "300", description = "Windows per round.")
  private int windows;

  @Option(names = "--tick-ms", defaultValue = "100", description = "tick.interval, ms.")
  private int tickMs;

  @Option(names = "--window-ms", defaultValue = "1000", description = "Window size, ms.")
  private int windowMs;

  @Option(names = "--grace-ms", defaultValue = "2000", description = "Grace, ms.")
  private int graceMs;

  @Option(
      names = "--spread-ms",
      defaultValue = "1500",
      description = "Time in which a round is sent, ms; shorter than the grace.")
  private int spreadMs;

  @Option(
      names = "--wait-ms",
      defaultValue = "30000",
      description = "How long the rivals have for an answer, ms.")
  private int waitMs;

  @Override
  public Integer call() throws Exception {
    SilenceSettings settings =
        new SilenceSettings(
            rounds,
            windows,
            Duration.ofMillis(spreadMs),
            Duration.ofMillis(tickMs),
            Duration.ofMillis(windowMs),
            Duration.ofMillis(graceMs),
            Duration.ofMillis(waitMs));
    Report report = new Report("silence");
    report.setting("rounds", rounds);
    report.setting("windows per round", windows);
    report.setting("window + grace", (windowMs + graceMs) + " ms");
    report.setting("tick", tickMs + " ms");
    try (TestBed bed = data.open(report)) {
      SilenceBench bench = new SilenceBench(bed, settings);
      List<Delay> delays = new ArrayList<>();
      for (int round = 1 - warmUp; round <= rounds; round++) {
        List<Delay> some = bench.round(round);
        System.err.printf(
            "-- round %d: decided p99 %.0f ms%n",
            round, spread(some, Delay::decided).percentile(99));
        if (round > 0) {
          delays.addAll(some);
        }
      }
      tell(report, delays);
      report.add(rivals(bench));
    }
    report.close();
    output.print(report);
    return 0;
  }

  private void tell(Report report, List<Delay> delays) {
    Table table =
        new Table(
            "Ms from the deadline on the wall clock to the answer",
            "answer",
            "windows",
            "p50",
            "p95",
            "p99",
            "range");
    row(table, "decided, the window stage forwards it", delays, Delay::decided);
    row(table, "visible to a read_committed consumer", delays, Delay::visible);
    report.add(table);
    double p99 = spread(delays, Delay::decided).percentile(99);
    report.note(
        String.format(
            Locale.ROOT,
            "decided, p99: %.0f ms; target tick + %d = %d ms %s",
            p99,
            ALLOWANCE_MS,
            tickMs + ALLOWANCE_MS,
            p99 <= tickMs + ALLOWANCE_MS ? "met" : "MISSED"));
  }

  private Table rivals(SilenceBench bench) throws InterruptedException {
    Table table =
        new Table(
            "Answers to round 1 until " + waitMs + " ms after the deadline",
            "variant",
            "windows",
            "answers");
    table.row("Lacuna", windows, windows);
    for (Variant rival : List.of(new OuterJoins(), new CogroupSuppress())) {
      table.row(rival.name(), windows, bench.answers(rival));
    }
    return table;
  }

  private static void row(
      Table table, String what, List<Delay> delays, ToDoubleFunction<Delay> value) {
    Spread spread = spread(delays, value);
    table.row(
        what,
        delays.size(),
        spread.median(),
        spread.percentile(95),
        spread.percentile(99),
        spread.range());
  }

  private static Spread spread(List<Delay> delays, ToDoubleFunction<Delay> value) {
    return new Spread(delays.stream().mapToDouble(value).boxed().toList());
  }
}
