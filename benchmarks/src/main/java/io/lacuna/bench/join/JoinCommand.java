package io.lacuna.bench.join;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.load.DataDirectory;
import io.lacuna.bench.load.TestBed;
import io.lacuna.bench.report.Report;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "join",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Throughput of the join alone, against the joins of Kafka Streams and a plain consumer loop.",
    footer = {"", "Example: ./lacuna bench join --runs 3 --keys 5000"})
public final class JoinCommand implements Callable<Integer> {
  @Mixin private DataDirectory data;

  @Mixin private ReportOptions output;

  @Option(names = "--runs", defaultValue = "5", description = "Times each variant is measured.")
  private int runs;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      description = "Runs before that, which are not kept.")
  private int warmUp;

  @Option(names = "--keys", defaultValue = "16000", description = "Subjects, three samples each.")
  private int keys;

  @Option(names = "--bytes", defaultValue = "10240", description = "Payload bytes per sample.")
  private int bytes;

  @Option(names = "--partitions", defaultValue = "4", description = "Partitions of each topic.")
  private int partitions;

  @Option(
      names = "--commit-ms",
      defaultValue = "50",
      description = "Milliseconds between commits, in every variant.")
  private int commitMs;

  @Override
  public Integer call() throws Exception {
    JoinSettings settings =
        new JoinSettings(runs, warmUp, keys, bytes, partitions, Duration.ofMillis(commitMs));
    Report report = new Report("join");
    report.setting("keys", keys + " x 3 samples");
    report.setting("payload", bytes + " B");
    report.setting("partitions", partitions);
    report.setting("stream threads", 1);
    report.setting("commit interval", commitMs + " ms");
    report.setting("runs", runs + " after " + warmUp + " to warm up");
    List<JoinRate> rates;
    try (TestBed bed = data.open(report)) {
      rates = new JoinBench(bed, settings, JoinCommand::tell).measure();
    }
    report.close();
    JoinReport results = new JoinReport(rates);
    report.add(results.table());
    report.add(results.runs());
    results.verdicts().forEach(report::note);
    report.note(
        "Lacuna: window stage, ledger, pending store, results store and prediction writer as in"
            + " service; the model is replaced by a constant that completes at once.");
    report.note(
        "The rivals join raw bytes. Lacuna decodes Avro and digests each payload, as the loop"
            + " called decoding does.");
    report.note("Each variant gave exactly " + keys + " complete results in each run.");
    output.print(report);
    return 0;
  }

  private static void tell(JoinRate rate) {
    System.err.printf(
        "-- run %d %s %s: %,.0f joins/s%n",
        rate.run(), rate.variant(), rate.mode().guarantee(), rate.perSecond());
  }
}
