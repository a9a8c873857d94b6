package io.lacuna.bench.torture.result;

import io.lacuna.bench.report.Spread;
import io.lacuna.bench.report.Table;
import io.lacuna.bench.torture.oracle.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** One run or many as tables: what was found, and how long it took to recover. */
public final class Tables {
  private Tables() {}

  /** Both tables over all of the runs. */
  public static List<Table> of(List<TortureResult> runs) {
    return List.of(found(runs), recovery(runs));
  }

  private static Table found(List<TortureResult> runs) {
    Table table = new Table("Found", "what", "count");
    table.row("runs", runs.size());
    row(table, "seconds under load and faults", runs, TortureResult::seconds);
    row(table, "records in the input topics", runs, TortureResult::records);
    row(table, "committed predictions", runs, TortureResult::predictions);
    row(table, "windows with a final", runs, TortureResult::windows);
    table.row(
        "most windows open at once",
        runs.stream().mapToLong(TortureResult::mostOpenWindows).max().orElse(0));
    row(table, "records of aborted transactions", runs, TortureResult::abortedRecords);
    row(table, "predictions without scores", runs, TortureResult::failed);
    row(table, "instances that ended by themselves", runs, TortureResult::serviceEnds);
    table.row(
        "runs that did not end with a final for every window",
        runs.stream().filter(r -> !r.drained()).count());
    for (Violation v : Violation.values()) {
      String word = v.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      row(table, "**" + word + "**", runs, r -> r.violations().getOrDefault(v, 0L));
    }
    return table;
  }

  private static void row(
      Table table, String what, List<TortureResult> runs, ToLongFunction<TortureResult> count) {
    table.row(what, runs.stream().mapToLong(count).sum());
  }

  private static Table recovery(List<TortureResult> runs) {
    Table table =
        new Table(
            "Recovery, s",
            "fault",
            "made",
            "measured",
            "p50",
            "p90",
            "p99",
            "longest",
            "interrupted",
            "not recovered");
    Map<String, List<FaultTimes>> byName = new TreeMap<>();
    runs.forEach(
        run ->
            run.faults()
                .forEach(
                    (name, times) ->
                        byName.computeIfAbsent(name, n -> new ArrayList<>()).add(times)));
    byName.forEach(
        (name, all) -> {
          times(table, name + ", alone", all, FaultTimes::aloneMs);
          times(table, name + ", with others", all, FaultTimes::overlappingMs);
          table.row(
              name,
              all.stream().mapToLong(FaultTimes::made).sum(),
              null,
              null,
              null,
              null,
              null,
              all.stream().mapToLong(FaultTimes::interrupted).sum(),
              all.stream().mapToLong(FaultTimes::notRecovered).sum());
        });
    return table;
  }

  private static void times(
      Table table,
      String name,
      List<FaultTimes> all,
      java.util.function.Function<FaultTimes, List<Long>> which) {
    List<Double> seconds =
        all.stream().flatMap(f -> which.apply(f).stream()).map(ms -> ms / 1000.0).toList();
    if (!seconds.isEmpty()) {
      Spread spread = new Spread(seconds);
      table.row(
          name,
          null,
          seconds.size(),
          spread.median(),
          spread.percentile(90),
          spread.percentile(99),
          spread.percentile(100),
          null,
          null);
    }
  }
}
