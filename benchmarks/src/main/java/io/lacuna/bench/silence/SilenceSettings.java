package io.lacuna.bench.silence;

import java.time.Duration;

/**
 * Size of a silence benchmark.
 *
 * @param rounds how often a feed is sent and falls silent
 * @param windows windows per round
 * @param spread time in which a round is sent, each window at a random instant
 * @param tick time between looks at the wall clock
 * @param window window size
 * @param grace grace
 * @param patience how long the rivals have for an answer after the last deadline
 */
public record SilenceSettings(
    int rounds,
    int windows,
    Duration spread,
    Duration tick,
    Duration window,
    Duration grace,
    Duration patience) {
  public SilenceSettings {
    if (rounds < 1 || windows < 1) {
      throw new IllegalArgumentException("rounds and windows must be at least 1");
    }
    if (spread.compareTo(grace) >= 0) {
      throw new IllegalArgumentException(
          "the spread of "
              + spread
              + " must be shorter than the grace of "
              + grace
              + ", or the feed itself moves event time past a deadline");
    }
  }
}
