package io.lacuna.app.demo;

/**
 * Maps the times of a recording to now, faster: feed time {@code feedStart + d} becomes {@code
 * wallStart + d / speed}. Waits of the pipelines are divided by the same speed, so windows hold
 * what they held.
 */
record TimeLapse(long feedStartMs, long wallStartMs, double speed) {
  /** A year off is no delay but a broken clock; it must stay one. */
  private static final long BROKEN_CLOCK_MS = 365L * 24 * 3600 * 1000;

  long toWall(long feedTimeMs) {
    long offset = feedTimeMs - feedStartMs;
    if (Math.abs(offset) > BROKEN_CLOCK_MS) {
      return feedTimeMs;
    }
    return wallStartMs + Math.round(offset / speed);
  }
}
