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
 */
public record PipelineConfig(
    String name,
    Topics topics,
    WindowPolicy window,
    Path base,
    List<Path> adapters,
    List<String> routes) {
  public PipelineConfig {
    adapters = List.copyOf(adapters);
    routes = List.copyOf(routes);
    if (adapters.isEmpty()) {
      throw new IllegalArgumentException(name + ".adapters must name at least one directory");
    }
  }

  /** The same pipeline in time-lapse: every wait divided by {@code speed}. */
  public PipelineConfig compressed(double speed) {
    return new PipelineConfig(name, topics, window.compressed(speed), base, adapters, routes);
  }
}
