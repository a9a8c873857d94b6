package io.lacuna.trainer.imports;

import io.lacuna.model.recording.Delay;
import io.lacuna.schema.Modality;
import java.time.Instant;
import java.util.Map;

/**
 * When the subjects of an import are observed and when their samples arrive.
 *
 * @param start when the first subject is awaited
 * @param perSecond subjects per second on average; the gaps between them are exponential
 * @param delays from observation to arrival; a modality without one arrives at once
 * @param seed of every draw
 * @param partitions of each topic
 */
record ArrivalModel(
    Instant start, double perSecond, Map<Modality, Delay> delays, long seed, int partitions) {
  private static final double MIN_RATE = 1e-6;
  private static final double MAX_RATE = 1e6;
  private static final Delay AT_ONCE = new Delay.Fixed(0);

  ArrivalModel {
    delays = Map.copyOf(delays);
    if (!(perSecond >= MIN_RATE && perSecond <= MAX_RATE)) {
      throw new IllegalArgumentException("--rate " + perSecond + " must be in [1e-6, 1e6]");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("--partitions " + partitions + " must be at least 1");
    }
  }

  /** When a sample arrives that was observed at {@code seen}. */
  Instant arrival(Instant seen, Modality modality, String subject) {
    return seen.plusMillis(delays.getOrDefault(modality, AT_ONCE).drawMs(seed, modality, subject));
  }
}
