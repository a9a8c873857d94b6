package io.lacuna.app.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What a pipeline's model does, and whether it does it. */
public final class ScoringMeters {
  private ScoringMeters() {}

  /**
   * @param forwards passes of the base so far; with {@code lacuna.batch.size} they say how many
   *     records share one
   * @param stopped whether nothing is scored at the moment
   */
  public static void register(
      MeterRegistry meters, String pipeline, LongSupplier forwards, BooleanSupplier stopped) {
    FunctionCounter.builder("lacuna.model.forwards", forwards, LongSupplier::getAsLong)
        .description("Passes of the base, warm-up and probes included")
        .tag("pipeline", pipeline)
        .register(meters);
    Gauge.builder("lacuna.scoring.stopped", stopped, s -> s.getAsBoolean() ? 1 : 0)
        .description("1 while a fault that is no record's keeps the pipeline from scoring")
        .tag("pipeline", pipeline)
        .strongReference(true)
        .register(meters);
  }
}
