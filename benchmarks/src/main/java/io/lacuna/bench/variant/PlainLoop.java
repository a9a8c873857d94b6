package io.lacuna.bench.variant;

import io.lacuna.app.config.AppConfig;
import io.lacuna.bench.load.TestBed;
import io.lacuna.wire.RegistryAvro;

/**
 * One thread that polls, joins in a hash map and sends: no windows, no state that outlives it, no
 * late or broken samples. The bound that a durable join is held against.
 */
public final class PlainLoop implements Variant {
  private final RegistryAvro registry;

  /**
   * @param registry how to decode each sample before it is joined; null joins raw bytes
   */
  public PlainLoop(RegistryAvro registry) {
    this.registry = registry;
  }

  @Override
  public String name() {
    return registry == null ? "plain consumer loop" : "plain consumer loop, decoding";
  }

  @Override
  public String results(AppConfig config) {
    return TestBed.rivalResults(config);
  }

  @Override
  public boolean isComplete(byte[] value) {
    return Parts.isComplete(value);
  }

  @Override
  public Job start(AppConfig config) {
    return new PlainLoopJob(config, results(config), registry);
  }
}
