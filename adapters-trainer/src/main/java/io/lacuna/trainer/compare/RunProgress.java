package io.lacuna.trainer.compare;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Says how many units are done and when the rest may be. Thread-safe. */
final class RunProgress {
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  private final int all;
  private final int before;
  private final PrintStream out;
  private final Clock clock;
  private final Instant start;
  private Instant said = Instant.MIN;
  private int computed;

  /**
   * @param all units of the comparison
   * @param before of them there already
   */
  RunProgress(int all, int before, PrintStream out, Clock clock) {
    this.all = all;
    this.before = before;
    this.out = out;
    this.clock = clock;
    this.start = clock.instant();
    if (before > 0) {
      out.println(before + " of " + all + " units are there from before");
    }
  }

  /** One more unit is done. */
  synchronized void done() {
    computed++;
    Instant now = clock.instant();
    boolean last = before + computed == all;
    if (!last && said.isAfter(now.minus(BETWEEN))) {
      return;
    }
    said = now;
    double seconds = Duration.between(start, now).toMillis() / 1000.0;
    double left = seconds / computed * (all - before - computed);
    out.printf(
        Locale.ROOT,
        "%d/%d units, %.0f s, %s%n",
        before + computed,
        all,
        seconds,
        last ? "all done" : String.format(Locale.ROOT, "about %.1f min left", left / 60));
  }

  /** Units that were computed in this run. */
  synchronized int computed() {
    return computed;
  }
}
