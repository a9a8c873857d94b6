package io.lacuna.bench.fuzz.targets;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import java.util.HashMap;
import java.util.Map;

/** Configurations to start from. */
final class Configs {
  private static final Map<String, String> NEEDED =
      Map.of("bootstrap.servers", "broker:9092", "schema.registry.url", "mock://fuzz");

  private Configs() {}

  /** What must be said, and nothing else. */
  static AppConfig smallest() {
    return with(Map.of());
  }

  static AppConfig with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(NEEDED);
    all.putAll(more);
    return ConfigLoader.load(all, Map.of(), Map.of());
  }
}
