package io.lacuna.app;

import java.util.Optional;

/**
 * How many threads compute at once: those that score, times those that the engine splits a call
 * over.
 */
public final class EngineThreads {
  private static final String PER_CALL = "ai.djl.pytorch.num_threads";

  private EngineThreads() {}

  /**
   * A line of advice when there are more than cores; threads that take turns on a core cost time.
   *
   * @param pipelines each scores on one thread
   * @param perCall value of the engine's setting, or null; the engine then takes every core
   */
  static Optional<String> advice(int pipelines, String perCall, int cores) {
    int each = perCall == null ? cores : Integer.parseInt(perCall);
    return pipelines * each <= cores
        ? Optional.empty()
        : Optional.of(
            String.format(
                "%d pipeline(s) x %d engine thread(s) are more than %d core(s); set -D%s=%d",
                pipelines, each, cores, PER_CALL, Math.max(1, cores / pipelines)));
  }

  /** For this process: see {@link #advice(int, String, int)}. */
  public static Optional<String> advice(int pipelines) {
    return advice(
        pipelines, System.getProperty(PER_CALL), Runtime.getRuntime().availableProcessors());
  }
}
