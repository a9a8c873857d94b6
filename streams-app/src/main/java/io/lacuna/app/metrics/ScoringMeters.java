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
    FunctionCounter.builder(Meter.FORWARDS.meter(), forwards, LongSupplier::getAsLong)
        .description(Meter.FORWARDS.text())
        .tag("pipeline", pipeline)
        .register(meters);
    Gauge.builder(Meter.STOPPED.meter(), stopped, s -> s.getAsBoolean() ? 1 : 0)
        .description(Meter.STOPPED.text())
        .tag("pipeline", pipeline)
        .strongReference(true)
        .register(meters);
  }
}
