package io.lacuna.app.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Says now and then how far a replay is. Thread-safe. */
final class ReplayProgress {
  private static final long EVERY_MS = 2_000;

  private final PrintStream talk;
  private final long total;
  private final long startNanos = System.nanoTime();
  private final AtomicLong nextMs = new AtomicLong(EVERY_MS);

  /**
   * @param total records that there are
   */
  ReplayProgress(PrintStream talk, long total) {
    this.talk = talk;
    this.total = total;
  }

  /** Takes the number of records read so far. */
  void read(long records) {
    long elapsed = elapsedMs();
    long due = nextMs.get();
    if (elapsed >= due && nextMs.compareAndSet(due, elapsed + EVERY_MS)) {
      talk.printf(
          Locale.ROOT,
          "-- %,d of %,d records read, %,.0f/s%n",
          records,
          total,
          records * 1000.0 / elapsed);
    }
  }

  long elapsedMs() {
    return Math.max(1, (System.nanoTime() - startNanos) / 1_000_000);
  }
}
