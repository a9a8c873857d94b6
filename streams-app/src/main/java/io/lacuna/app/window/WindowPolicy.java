package io.lacuna.app.window;

import io.lacuna.schema.Modality;
import io.lacuna.schema.state.OpenWindow;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How long a pipeline waits, and for what.
 *
 * @param kind how a sample finds its window
 * @param size length of a window, event time; of a session, the gap that ends it
 * @param grace how far out of order samples may come, event time
 * @param retention how long a verdict can still be corrected, event time
 * @param expectation the modalities that a complete observation has
 * @param waits per modality, how long to wait for it from the first event of the window; the window
 *     end where there is no entry
 * @param choices per modality, which of several samples are held; the first where there is no entry
 * @param emit when a window is emitted before its final
 * @param remember how long a window that became final by the wall clock is remembered after its
 *     retention, so that a sample which comes then is known to be late; wall clock
 * @param maxWindowsPerSubject windows that one subject may hold at once
 */
public record WindowPolicy(
    Kind kind,
    Duration size,
    Duration grace,
    Duration retention,
    Expectation expectation,
    Map<Modality, Duration> waits,
    Map<Modality, SampleChoice> choices,
    EmitMode emit,
    Duration remember,
    int maxWindowsPerSubject) {

  /** How a sample finds its window. */
  public enum Kind {
    /** By the sample's correlation id; starts at its earliest event, must cover all of them. */
    CORRELATED,
    /** By event time, in aligned windows; splits an event that straddles an edge. */
    TUMBLING,
    /** From the first sample that arrives; depends on which one that is. */
    FROM_FIRST,
    /** All samples less than a gap apart; two sessions merge when a sample joins them. */
    SESSION
  }

  public WindowPolicy {
    requirePositive("window.size", size);
    requireNotNegative("window.grace", grace);
    requireNotNegative("window.retention", retention);
    requireNotNegative("outage.max", remember);
    if (maxWindowsPerSubject < 1) {
      throw new IllegalArgumentException(
          "window.max.per.subject = " + maxWindowsPerSubject + " must be at least 1");
    }
    waits = Map.copyOf(waits);
    choices = Map.copyOf(choices);
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
        expectation,
        shorter,
        choices,
        new EmitMode(emit.kind(), compress(emit.after(), speed)),
        compress(remember, speed),
        maxWindowsPerSubject);
  }

  /** What is expected of the window's subject, in modality order. */
  public List<Modality> expected(OpenWindow w) {
    return expectation.of(w.getSubjectKind());
  }

  SampleChoice choice(Modality m) {
    return choices.getOrDefault(m, SampleChoice.FIRST);
  }

  /** deadline(m) = min(window end, first event time + wait(m)) + grace. */
  long deadline(Modality m, OpenWindow w) {
    Duration wait = waits.get(m);
    long until =
        wait == null ? w.getEnd() : Math.min(w.getEnd(), w.getFirstEventTime() + wait.toMillis());
    return until + grace.toMillis();
  }

  /** When the early wait of a window is over, event time. */
  long earlyAt(OpenWindow w) {
    return w.getFirstEventTime() + emit.after().toMillis();
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
