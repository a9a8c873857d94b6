package io.lacuna.bench.swap;

import java.time.Duration;

/**
 * @param swaps cut-overs to publish
 * @param every time between them
 * @param lead the application's {@code adapters.lead}
 * @param rate observations per second, three samples each
 * @param corruptEvery one of so many adapters is cut in half after it was announced
 */
record SwapSettings(int swaps, Duration every, Duration lead, int rate, int corruptEvery) {
  SwapSettings {
    if (swaps < 1 || rate < 1 || corruptEvery < 2) {
      throw new IllegalArgumentException(
          "swaps and rate must be at least 1, and not every adapter can be corrupt");
    }
  }

  boolean corrupt(int swap) {
    return swap % corruptEvery == 0;
  }
}
