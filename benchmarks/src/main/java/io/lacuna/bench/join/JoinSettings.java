package io.lacuna.bench.join;

import java.time.Duration;

/**
 * Size of a join benchmark.
 *
 * @param runs how often each variant is measured
 * @param warmUp runs before that, which are not kept
 * @param keys subjects, each with one sample per modality
 * @param payloadBytes random bytes per sample
 * @param partitions partitions of each topic
 * @param commitInterval time between commits, the same in every variant
 */
public record JoinSettings(
    int runs, int warmUp, int keys, int payloadBytes, int partitions, Duration commitInterval) {
  public JoinSettings {
    if (runs < 1 || warmUp < 0 || keys < 1 || payloadBytes < 1 || partitions < 1) {
      throw new IllegalArgumentException(
          "runs, keys, bytes and partitions must be at least 1, warm-up runs at least 0");
    }
  }
}
