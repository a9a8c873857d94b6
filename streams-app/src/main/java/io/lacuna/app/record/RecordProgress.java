package io.lacuna.app.record;

import java.util.Locale;
import java.util.function.Consumer;

/** Says now and then how far a recording is. */
final class RecordProgress {
  private static final long EVERY_NANOS = 2_000_000_000L;

  private final Consumer<String> talk;
  private final long start = System.nanoTime();
  private long last = start;
  private long records;

  RecordProgress(Consumer<String> talk) {
    this.talk = talk;
  }

  /**
   * @param behind offsets that are left to read
   */
  void add(long more, long behind) {
    records += more;
    long now = System.nanoTime();
    if (now - last >= EVERY_NANOS) {
      last = now;
      talk.accept(line() + String.format(Locale.ROOT, ", %,d offsets to go", behind));
    }
  }

  String line() {
    double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
    return String.format(Locale.ROOT, "%,d records, %,.0f records/s", records, records / seconds);
  }
}
