package io.lacuna.bench.scale;

import io.lacuna.bench.load.Feed;
import io.lacuna.schema.Modality;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A feed with the same number of windows open at any time. Images open them; then each step
 * completes the oldest with its text and audio and opens another. The subjects of neighbouring
 * steps lie anywhere among the others, in the stores and in the partitions, as in life.
 *
 * <p>Event time is so slow that no wait ends by the wall clock within an hour, and a window is
 * forgotten {@value #REMEMBERED} steps after it was completed, however many are open.
 */
final class SteadyFeed {
  static final int REMEMBERED = 1_000;
  private static final long HOUR_MS = 3_600_000;

  private final int windows;
  private final long stepMs;
  private final long beginMs;
  private long steps;

  /**
   * @param windows open at any time
   * @param mostSteps that will be made
   * @param nowMs wall clock, UTC ms; event times lie before it
   */
  SteadyFeed(int windows, long mostSteps, long nowMs) {
    this.windows = windows;
    this.stepMs = (HOUR_MS + windows - 1) / windows;
    this.beginMs = nowMs - (windows + mostSteps + 1) * stepMs;
  }

  /** The window's rule, as keys of the pipeline. */
  Map<String, String> rule() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("patient.window.kind", "from-first");
    keys.put("patient.window.size", (windows + REMEMBERED) * stepMs + "ms");
    keys.put("patient.window.grace", stepMs + "ms");
    keys.put("patient.window.retention", stepMs + "ms");
    return keys;
  }

  /** Opens the windows; the number of records. */
  long fill(Feed feed) {
    for (long i = 0; i < windows; i++) {
      feed.send(subject(i), Modality.IMAGE, beginMs + i * stepMs);
    }
    feed.flush();
    return windows;
  }

  /** Makes some steps of three records each; the number of records. */
  long step(Feed feed, long more) {
    for (long end = steps + more; steps < end; steps++) {
      long now = beginMs + (windows + steps) * stepMs;
      feed.send(subject(steps), Modality.TEXT, now);
      feed.send(subject(steps), Modality.AUDIO, now);
      feed.send(subject(windows + steps), Modality.IMAGE, now);
    }
    feed.flush();
    return 3 * more;
  }

  /** Windows that had all their samples. */
  long completed() {
    return steps;
  }

  /** Different for different numbers, and without their order. */
  static String subject(long i) {
    // the finaliser of splitmix64, which maps no two numbers to one
    long z = i + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return String.format("%016x", z ^ (z >>> 31));
  }
}
