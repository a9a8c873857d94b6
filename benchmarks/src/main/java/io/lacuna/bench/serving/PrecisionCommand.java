package io.lacuna.bench.serving;

import io.lacuna.bench.ReportOptions;
import io.lacuna.bench.report.Machine;
import io.lacuna.bench.report.Report;
import io.lacuna.bench.report.Spread;
import io.lacuna.bench.report.Table;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.model.tensor.Precision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "precision",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "The model alone in float32 and in bfloat16: its pace, and its scores apart.",
    footer = {"", "Example: ./lacuna bench precision --runs 3"})
public final class PrecisionCommand implements Callable<Integer> {
  @Mixin private WorkloadOptions workload;

  @Mixin private ReportOptions output;

  @Option(names = "--runs", defaultValue = "5", description = "Times each is measured.")
  private int runs;

  @Option(names = "--records", defaultValue = "320", description = "Records per run.")
  private int records;

  @Option(names = "--batch", defaultValue = "32", description = "Records per batch.")
  private int batch;

  private final Map<Precision, List<Double>> perSecond = new EnumMap<>(Precision.class);
  private final Map<Precision, List<Double>> cpuMillis = new EnumMap<>(Precision.class);
  private final Map<Precision, List<Scores>> scores = new EnumMap<>(Precision.class);

  @Override
  public Integer call() throws Exception {
    Report report = new Report("precision");
    report.setting("records", records);
    report.setting("batch", batch);
    report.setting("runs", runs + " after 1 to warm up");
    workload.run(
        report,
        (w, temporary) -> {
          try (DjlScoringModel exact = w.open(Precision.FLOAT32);
              DjlScoringModel half = w.open(Precision.BFLOAT16)) {
            for (int run = 0; run <= runs; run++) {
              measure(w, exact, Precision.FLOAT32, run);
              measure(w, half, Precision.BFLOAT16, run);
            }
          }
        });
    report.close();
    Table table =
        new Table("The model alone, both in each run", "dtype", "records/s", "range", "CPU ms");
    perSecond.forEach(
        (p, rates) -> {
          Spread rate = new Spread(rates);
          table.row(
              p.toString(), rate.median(), rate.range(), new Spread(cpuMillis.get(p)).median());
        });
    report.add(table);
    report.note(
        String.format(
            "bfloat16 against float32, median of the runs' ratios: %.2f by the clock, %.2f by CPU"
                + " time.",
            ratio(perSecond, Precision.BFLOAT16, Precision.FLOAT32),
            ratio(cpuMillis, Precision.FLOAT32, Precision.BFLOAT16)));
    report.note(
        String.format(
            "The scores of %d records lie at most %.1e apart; the mean of each record's greatest"
                + " difference is %.1e.",
            records, apart().max().orElseThrow(), apart().average().orElseThrow()));
    output.print(report);
    return 0;
  }

  private void measure(Workload w, DjlScoringModel model, Precision precision, int run) {
    List<Scores> all = new ArrayList<>();
    long cpu = Machine.cpuNanos();
    long start = System.nanoTime();
    for (int from = 0; from < records; from += batch) {
      List<ScoringRequest> requests = new ArrayList<>();
      for (int i = from; i < Math.min(records, from + batch); i++) {
        requests.add(new ScoringRequest(w.record(i), model.defaultAdapter()));
      }
      all.addAll(model.score(requests));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuPerRecord = (Machine.cpuNanos() - cpu) / 1e6 / records;
    System.err.printf("-- run %d %s: %,.1f/s%n", run, precision, records / seconds);
    if (run > 0) {
      perSecond.computeIfAbsent(precision, p -> new ArrayList<>()).add(records / seconds);
      cpuMillis.computeIfAbsent(precision, p -> new ArrayList<>()).add(cpuPerRecord);
      scores.put(precision, all);
    }
  }

  private static double ratio(Map<Precision, List<Double>> of, Precision over, Precision under) {
    List<Double> ratios = new ArrayList<>();
    for (int run = 0; run < of.get(over).size(); run++) {
      ratios.add(of.get(over).get(run) / of.get(under).get(run));
    }
    return new Spread(ratios).median();
  }

  /** Of each record. */
  private DoubleStream apart() {
    List<Scores> exact = scores.get(Precision.FLOAT32);
    List<Scores> half = scores.get(Precision.BFLOAT16);
    return IntStream.range(0, records)
        .mapToDouble(i -> Differences.greatest(exact.get(i), half.get(i)));
  }
}
