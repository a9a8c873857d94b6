package io.lacuna.app.config;

import io.lacuna.app.window.WindowPolicy;
import java.nio.file.Path;
import java.util.List;

/**
 * One pipeline: its name, its topics, how long it waits, its model.
 *
 * @param base directory of the base model
 * @param adapters directories of its adapters; the first is the default route
 * @param routes routing table entries, {@code site/presence=adapter id}, {@code *} for any
 * @param abstainBelow least confidence to act on, 0..1; 0 to mark nothing as abstained
 * @param promotion what an adapter must pass or show before it takes over
 */
public record PipelineConfig(
    String name,
    Topics topics,
    WindowPolicy window,
    Path base,
    List<Path> adapters,
    List<String> routes,
    double abstainBelow,
    Promotion promotion) {

  /**
   * On the way to a new adapter.
   *
   * @param gateKey file with the public key that signs evaluations, or null for no gate
   * @param shadow id of the adapter that scores everything a second time, or null
   */
  public record Promotion(Path gateKey, String shadow) {}

  public PipelineConfig {
    adapters = List.copyOf(adapters);
    routes = List.copyOf(routes);
    if (adapters.isEmpty()) {
      throw new IllegalArgumentException(name + ".adapters must name at least one directory");
    }
  }

  /** The same pipeline in time-lapse: every wait divided by {@code speed}. */
  public PipelineConfig compressed(double speed) {
    return withWindow(window.compressed(speed));
  }

  /** The same pipeline with another window policy. */
  public PipelineConfig withWindow(WindowPolicy other) {
    return new PipelineConfig(name, topics, other, base, adapters, routes, abstainBelow, promotion);
  }
}
