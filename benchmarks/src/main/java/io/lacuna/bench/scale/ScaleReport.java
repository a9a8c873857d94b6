package io.lacuna.bench.scale;

import io.lacuna.bench.report.Spread;
import io.lacuna.bench.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The words and columns of what was measured; the plan reads them back. */
final class ScaleReport {
  static final String WEIGHTS = "State by open windows, at the end";
  static final String TIMES = "By open windows";
  static final String TAKEOVERS = "Until the windows of an instance are at work again";
  static final String WINDOWS = "open windows";
  static final String RATE = "records/s, median";
  static final String CPU = "CPU µs per record, median";
  static final String STORE = "stores on disk, bytes";
  static final String HEAP = "heap after a collection, bytes";
  static final String CHANGELOG = "changelog bytes per record";
  static final String PER_GB = "s per GB, beside a standby";

  /** Throughput that may be lost between the fewest and the most windows. */
  private static final double MOST_LOST = 0.2;

  private ScaleReport() {}

  static Table times(String title, List<Measured> all) {
    Table table =
        new Table(
            title,
            WINDOWS,
            "partitions",
            "instances",
            RATE,
            "range",
            CPU,
            "CPU range",
            "time in collections");
    for (Measured m : all) {
      Spread rate = spread(m, Slice::perSecond);
      Spread cpu = spread(m, Slice::cpuMicros);
      table.row(
          m.size().windows(),
          m.size().partitions(),
          m.size().instances(),
          rate.median(),
          rate.range(),
          cpu.median(),
          cpu.range(),
          spread(m, Slice::collection).median());
    }
    return table;
  }

  static Table weights(List<Measured> all) {
    Table table =
        new Table(WEIGHTS, WINDOWS, HEAP, "resident, bytes", STORE, "changelogs, bytes", CHANGELOG);
    for (Measured m : all) {
      table.row(
          m.size().windows(),
          m.after().heapBytes(),
          m.after().residentBytes(),
          m.after().storeBytes(),
          m.logBytes(),
          (double) m.logBytes() / m.records());
    }
    return table;
  }

  static Table takeovers(List<Takeover> all) {
    Table table = new Table(TAKEOVERS, "what", WINDOWS, "changelogs moved, bytes", "s", PER_GB);
    for (Takeover t : all) {
      table.row(t.how(), t.windows(), t.movedBytes(), t.seconds(), t.perGigabyte());
    }
    return table;
  }

  /** What was aimed for, and whether it was reached. */
  static List<String> verdicts(List<Measured> byWindows, String heap) {
    Measured fewest = byWindows.get(0);
    Measured most = byWindows.get(byWindows.size() - 1);
    double rate = median(most, Slice::perSecond) / median(fewest, Slice::perSecond);
    double cpu = median(most, Slice::cpuMicros) / median(fewest, Slice::cpuMicros);
    return List.of(
        String.format(
            Locale.ROOT,
            "%,d open windows within a heap of %s: %.2f of the throughput with %,d; target %.2f %s."
                + " CPU per record: %.2f times.",
            most.size().windows(),
            heap,
            rate,
            fewest.size().windows(),
            1 - MOST_LOST,
            rate >= 1 - MOST_LOST ? "met" : "MISSED",
            cpu));
  }

  private static double median(Measured m, ToDoubleFunction<Slice> of) {
    return spread(m, of).median();
  }

  private static Spread spread(Measured m, ToDoubleFunction<Slice> of) {
    return new Spread(m.slices().stream().mapToDouble(of).boxed().toList());
  }
}
