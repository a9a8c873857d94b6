package io.lacuna.bench.serving;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Spread;
import io.lacuna.bench.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Replays a recording twice and more, beside the model's own throughput.",
    footer = {"", "Example: ./lacuna bench replay --records 30000"})
public final class ReplayCommand implements Callable<Integer> {
  private static final double TARGET = 0.9;
  private static final int[] THREADS = {1, 2};

  @Mixin private WorkloadOptions workload = new WorkloadOptions("small");

  @Mixin private ReportOptions output;

  @Option(
      names = "--records",
      defaultValue = "100000",
      description = "Input records of the recording, three per observation.")
  private int records;

  @Option(
      names = "--runs",
      defaultValue = "2",
      description = "Times the loop and each kind of replay are measured.")
  private int runs;

  @Option(
      names = "--warm-up",
      defaultValue = "1",
      description = "Runs before that, whose rates are not kept.")
  private int warmUp;

  @Option(
      names = "--loop",
      paramLabel = "OBSERVATIONS",
      defaultValue = "3000",
      description =
          "The model alone is measured on so many, or on those of the recording if they are"
              + " fewer, before and after each replay.")
  private int loop;

  @Option(names = "--batch", defaultValue = "32", description = "batch.max.size.")
  private int batch;

  private final List<Double> bare = new ArrayList<>();
  private final List<Double> decoding = new ArrayList<>();

  /** By threads: records per second, and observations per second over those of the loop. */
  private final Map<Integer, List<Double>> rates = new TreeMap<>();

  private final Map<Integer, List<Double>> ratios = new TreeMap<>();
  private final Table replays =
      new Table("Replays", "run", "partitions at once", "SHA-256 of the predictions");
  private final MemoryLooks memory = new MemoryLooks("records");

  @Override
  public Integer call() throws Exception {
    int subjects = records / ReplayedFeed.MODALITIES;
    if (subjects < 1 || runs < 1 || warmUp < 0 || loop < 1) {
      throw new IllegalArgumentException(
          String.format(
              "--records = %d must be at least %d, --runs = %d and --loop = %d at least 1,"
                  + " --warm-up = %d at least 0",
              records, ReplayedFeed.MODALITIES, runs, loop, warmUp));
    }
    Report report = new Report("replay");
    report.setting("records", subjects * ReplayedFeed.MODALITIES);
    report.setting("batch", batch + ", dynamic");
    report.setting("runs", runs + " after " + warmUp + " to warm up");
    workload.run(
        report,
        (w, temporary) -> {
          try (ReplayBench bench = new ReplayBench(w, subjects, batch, temporary)) {
            for (int run = 1 - warmUp; run <= runs; run++) {
              measure(run, bench, w, Math.min(loop, subjects));
            }
          }
        });
    report.close();
    fill(report);
    output.print(report);
    return 0;
  }

  private void measure(int run, ReplayBench bench, Workload w, int observations) throws Exception {
    double loopWithPayloads = BareLoop.rate(w, observations, batch, true);
    double before = loop(run, w, observations);
    if (run > 0) {
      decoding.add(loopWithPayloads);
    }
    for (int threads : THREADS) {
      boolean last = run == runs && threads == THREADS[THREADS.length - 1];
      ReplayBench.Replayed replayed = bench.replay(threads, last ? memory : null);
      double after = loop(run, w, observations);
      // the machine changes during a long replay; what it did around it is nearest
      double ratio = replayed.perSecond() / ReplayedFeed.MODALITIES / ((before + after) / 2);
      before = after;
      if (run > 0) {
        rates.computeIfAbsent(threads, t -> new ArrayList<>()).add(replayed.perSecond());
        ratios.computeIfAbsent(threads, t -> new ArrayList<>()).add(ratio);
      }
      System.err.printf(
          "-- run %d, %d at once: %,.1f records/s, %.2f of the loop%n",
          run, threads, replayed.perSecond(), ratio);
      requireEqual(replayed.sha256());
      replays.row(run, threads, replayed.sha256());
    }
  }

  private double loop(int run, Workload w, int observations) throws IOException {
    double rate = BareLoop.rate(w, observations, batch, false);
    System.err.printf("-- run %d: bare %,.1f observations/s%n", run, rate);
    if (run > 0) {
      bare.add(rate);
    }
    return rate;
  }

  private void requireEqual(String sha256) {
    if (!replays.rows().isEmpty()) {
      Object first = replays.rows().get(0).get(2);
      if (!first.equals(sha256)) {
        throw new WrongResultException(
            "two replays differ: SHA-256 " + first + " and then " + sha256);
      }
    }
  }

  private void fill(Report report) {
    Table table =
        new Table(
            "Throughput",
            "way",
            "observations/s, median",
            "range",
            "records/s, median",
            "x model alone, median",
            "range");
    Spread loop = new Spread(bare);
    table.row("model alone, in a loop", loop.median(), loop.range(), null, 1.0, null);
    Spread withPayloads = new Spread(decoding);
    table.row(
        "the same, payloads decoded in the loop",
        withPayloads.median(),
        withPayloads.range(),
        null,
        withPayloads.median() / loop.median(),
        null);
    rates.forEach(
        (threads, of) -> {
          Spread rate = new Spread(of.stream().map(r -> r / ReplayedFeed.MODALITIES).toList());
          Spread ratio = new Spread(ratios.get(threads));
          table.row(
              "replay, partitions at once: " + threads,
              rate.median(),
              rate.range(),
              rate.median() * ReplayedFeed.MODALITIES,
              ratio.median(),
              ratio.range());
        });
    report.add(table);
    report.add(replays);
    report.add(memory.table());
    double ratio = new Spread(ratios.get(THREADS[0])).median();
    report.note(
        String.format(
            Locale.ROOT,
            "Target: one partition at a time at least %.1f of the model alone: %.2f, %s. All %d"
                + " replays are equal and complete.",
            TARGET,
            ratio,
            ratio >= TARGET ? "met" : "missed",
            replays.rows().size()));
    report.note(memory.slope());
    report.note(
        "A replay is clocked as a whole, the loop after its first fifth; a ratio is that to the mean"
            + " of the loops before and after the replay. The loop is one thread; a"
            + " replay reads, joins and decodes on one and scores on another, for each partition at"
            + " once.");
  }
}
