package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * How long a pipeline waits, and for what.
 *
 * @param kind how a sample finds its window
 * @param size length of a window, event time
 * @param grace how far out of order samples may come, event time
 * @param retention how long a verdict can still be corrected, event time
 * @param expected the modalities that a complete observation has
 * @param waits per modality, how long to wait for it from the first event of the window; the window
 *     end where there is no entry
 * @param remember how long a window that became final by the wall clock is remembered after its
 *     retention, so that a sample which comes then is known to be late; wall clock
 * @param maxWindowsPerSubject windows that one subject may hold at once
 */
public record WindowPolicy(
    Kind kind,
    Duration size,
    Duration grace,
    Duration retention,
    Set<Modality> expected,
    Map<Modality, Duration> waits,
    Duration remember,
    int maxWindowsPerSubject) {

  /** How a sample finds its window. */
  public enum Kind {
    /**
     * By the sample's correlation id; the window starts at its earliest event. The size must cover
     * all events of a correlation: one that comes after retention opens a window of its own.
     */
    CORRELATED,
    /** By event time, in aligned windows; splits an event that straddles an edge. */
    TUMBLING,
    /** From the first sample that arrives; depends on which one that is. */
    FROM_FIRST
  }

  public WindowPolicy {
    requirePositive("window.size", size);
    requireNotNegative("window.grace", grace);
    requireNotNegative("window.retention", retention);
    requireNotNegative("outage.max", remember);
    if (expected.isEmpty()) {
      throw new IllegalArgumentException("window.expected must name at least one modality");
    }
    if (maxWindowsPerSubject < 1) {
      throw new IllegalArgumentException(
          "window.max.per.subject = " + maxWindowsPerSubject + " must be at least 1");
    }
    expected = Set.copyOf(expected);
    waits = Map.copyOf(waits);
    waits.values().forEach(w -> requireNotNegative("window.wait", w));
  }

  /** The same policy with every duration divided by {@code speed}; for time-lapse playback. */
  public WindowPolicy compressed(double speed) {
    Map<Modality, Duration> shorter = new EnumMap<>(Modality.class);
    waits.forEach((m, wait) -> shorter.put(m, compress(wait, speed)));
    return new WindowPolicy(
        kind,
        compress(size, speed),
        compress(grace, speed),
        compress(retention, speed),
        expected,
        shorter,
        compress(remember, speed),
        maxWindowsPerSubject);
  }

  /** deadline(m) = min(window end, first event time + wait(m)) + grace. */
  long deadline(Modality m, long windowEnd, long firstEventTime) {
    Duration wait = waits.get(m);
    long until = wait == null ? windowEnd : Math.min(windowEnd, firstEventTime + wait.toMillis());
    return until + grace.toMillis();
  }

  /** When a window with this end can no longer change, event time. */
  long retainedUntil(long windowEnd) {
    return windowEnd + grace.toMillis() + retention.toMillis();
  }

  private static Duration compress(Duration d, double speed) {
    return Duration.ofMillis(Math.max(d.isZero() ? 0 : 1, Math.round(d.toMillis() / speed)));
  }

  private static void requirePositive(String key, Duration d) {
    if (d.isZero() || d.isNegative()) {
      throw new IllegalArgumentException(key + " = " + d + " must be longer than zero");
    }
  }

  private static void requireNotNegative(String key, Duration d) {
    if (d.isNegative()) {
      throw new IllegalArgumentException(key + " = " + d + " must not be negative");
    }
  }
}
