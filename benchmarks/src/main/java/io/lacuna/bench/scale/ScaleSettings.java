package io.lacuna.bench.scale;

/**
 * Size of a scaling benchmark.
 *
 * @param runs how often the same instances are measured, one slice of the feed each
 * @param warmUp steps of three records before that, which are not kept; at least, see {@link
 *     ScaleBench}
 * @param steps steps of three records per run
 * @param payloadBytes random bytes per sample
 * @param heap of each instance, as {@code -Xmx} takes it
 * @param recording directory for a Java Flight Recording of each instance, or null
 */
record ScaleSettings(
    int runs, int warmUp, int steps, int payloadBytes, String heap, String recording) {
  ScaleSettings {
    if (runs < 1 || warmUp < 0 || steps < 1 || payloadBytes < 1) {
      throw new IllegalArgumentException(
          "runs, steps and bytes must be at least 1, warm-up steps at least 0");
    }
  }
}
