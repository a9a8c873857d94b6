package io.lacuna.bench.ladder;

import io.lacuna.bench.ladder.measure.AnswerTally.Count;
import io.lacuna.bench.ladder.measure.Delays;
import io.lacuna.bench.ladder.measure.Rung;
import io.lacuna.bench.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** Rungs of several runs as tables: median, and the range where there were more runs than one. */
final class LadderTables {
  private LadderTables() {}

  static Table speed(List<Rung> rungs) {
    Table table =
        new Table(
            "Speed and latency",
            "contender",
            "observations/s, p99 ≤ 250 ms",
            "observations/s, p99 ≤ 1 s",
            "last sample to answer, ms: p50",
            "p99",
            "deadline to verdict, ms: p50",
            "p99",
            "verdicts until the silence ended");
    byContender(rungs)
        .forEach(
            (contender, runs) -> {
              if (runs.get(0).absent() != null) {
                table.row(contender, runs.get(0).absent(), "", "", "", "", "", "");
                return;
              }
              table.row(
                  contender,
                  rate(runs, Rung::at250),
                  rate(runs, Rung::at1000),
                  cell(runs, r -> delay(r.complete(), Delays::p50)),
                  cell(runs, r -> delay(r.complete(), Delays::p99)),
                  cell(runs, r -> delay(r.verdict(), Delays::p50)),
                  cell(runs, r -> delay(r.verdict(), Delays::p99)),
                  verdicts(runs));
            });
    return table;
  }

  static Table cost(List<Rung> rungs) {
    Table table =
        new Table(
            "Cost and correctness",
            "contender",
            "CPU s per 10,000",
            "peak MiB",
            "kill -9 to next answer, s",
            "observations",
            "lost",
            "duplicated",
            "wrong",
            "with kill: lost",
            "duplicated",
            "wrong");
    byContender(rungs)
        .forEach(
            (contender, runs) -> {
              if (runs.get(0).absent() != null) {
                return;
              }
              table.row(
                  contender,
                  cell(runs, Rung::cpuSeconds),
                  cell(runs, Rung::peakMib),
                  cell(runs, Rung::recoverySeconds),
                  sum(runs, Rung::steady, Count::expected),
                  sum(runs, Rung::steady, Count::lost),
                  sum(runs, Rung::steady, Count::duplicated),
                  sum(runs, Rung::steady, Count::wrong),
                  sum(runs, Rung::killed, Count::lost),
                  sum(runs, Rung::killed, Count::duplicated),
                  sum(runs, Rung::killed, Count::wrong));
            });
    return table;
  }

  /** In the order of the first run; a contender's runs that failed are left out if one did not. */
  private static Map<String, List<Rung>> byContender(List<Rung> rungs) {
    Map<String, List<Rung>> all = new LinkedHashMap<>();
    for (Rung r : rungs) {
      List<Rung> own = rungs.stream().filter(o -> o.contender().equals(r.contender())).toList();
      List<Rung> ran = own.stream().filter(o -> o.absent() == null).toList();
      all.put(r.contender(), ran.isEmpty() ? own : ran);
    }
    return all;
  }

  private interface Percentile {
    double of(Delays delays);
  }

  private static double delay(Delays delays, Percentile percentile) {
    return delays == null ? Double.NaN : percentile.of(delays);
  }

  private static String rate(List<Rung> runs, ToDoubleFunction<Rung> of) {
    String text = cell(runs, of);
    return text.equals("0.0") ? "none" : text;
  }

  /** Median and range; the upper median, so that a run without an end is not averaged away. */
  private static String cell(List<Rung> runs, ToDoubleFunction<Rung> of) {
    double[] sorted =
        runs.stream().mapToDouble(of).filter(value -> !Double.isNaN(value)).sorted().toArray();
    if (sorted.length == 0) {
      return "";
    }
    String median = text(sorted[sorted.length / 2]);
    return sorted.length == 1
        ? median
        : median + " (" + text(sorted[0]) + "–" + text(sorted[sorted.length - 1]) + ")";
  }

  private static String text(double value) {
    if (Double.isInfinite(value)) {
      return "never";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%,.0f", value);
  }

  private static String verdicts(List<Rung> runs) {
    List<Delays> verdicts = runs.stream().map(Rung::verdict).filter(Objects::nonNull).toList();
    int ended = verdicts.stream().mapToInt(Delays::ended).sum();
    return verdicts.isEmpty()
        ? ""
        : ended + " of " + verdicts.stream().mapToInt(Delays::count).sum();
  }

  private interface Part {
    Count of(Rung rung);
  }

  private interface Number {
    int of(Count count);
  }

  private static Integer sum(List<Rung> runs, Part part, Number number) {
    List<Count> counts = runs.stream().map(part::of).filter(Objects::nonNull).toList();
    return counts.isEmpty() ? null : counts.stream().mapToInt(number::of).sum();
  }
}
