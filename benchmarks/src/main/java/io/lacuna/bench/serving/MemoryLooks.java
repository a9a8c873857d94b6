package io.lacuna.bench.serving;

import io.lacuna.bench.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/** Looks at the memory of the process while something is counted. For one thread at a time. */
final class MemoryLooks {
  private static final double MIB = 1 << 20;
  private static final int PER = 100_000;
  private static final int ROWS = 10;

  private record Look(long count, ProcessMemory memory) {}

  private final String counted;
  private final List<Look> looks = new ArrayList<>();

  /**
   * @param counted in words, e.g. predictions
   */
  MemoryLooks(String counted) {
    this.counted = counted;
  }

  /** Looks now, when so many are counted. */
  void look(long count) throws IOException {
    Look look = new Look(count, ProcessMemory.now());
    looks.add(look);
    System.err.printf("-- %,d %s, %,d MiB%n", count, counted, look.memory().resident() >> 20);
  }

  /** About ten of the looks, and the last one. */
  Table table() {
    Table table = new Table("Memory, MiB", counted, "resident", "outside the Java heap");
    int last = looks.size() - 1;
    for (int i = 0; i < last; i += Math.max(1, (last + ROWS - 1) / ROWS)) {
      row(table, looks.get(i));
    }
    row(table, looks.get(last));
    return table;
  }

  private static void row(Table table, Look look) {
    table.row(look.count(), look.memory().resident() / MIB, look.memory().outsideHeap() / MIB);
  }

  /** The slope over the second half, as a sentence. */
  String slope() {
    return String.format(
        Locale.ROOT,
        "Slope over the second half, MiB per %,d %s: resident %.2f, outside the Java heap %.2f.",
        PER,
        counted,
        slope(ProcessMemory::resident),
        slope(ProcessMemory::outsideHeap));
  }

  private double slope(ToLongFunction<ProcessMemory> of) {
    SimpleRegression line = new SimpleRegression();
    for (Look look : looks.subList(looks.size() / 2, looks.size())) {
      line.addData(look.count(), of.applyAsLong(look.memory()) / MIB);
    }
    return line.getSlope() * PER;
  }
}
