package io.lacuna.app.demo;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.window.EmitMode;
import io.lacuna.app.window.WindowPolicy;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The configuration of a demo: the defaults on the embedded broker, every wait divided by the
 * speed. It also lies in the demo's directory, so that other verbs can be pointed at the demo.
 */
final class DemoConfig {
  /** In the demo's directory. */
  static final String FILE = "lacuna.properties";

  private DemoConfig() {}

  /** Writes the file and reads what it says. */
  static AppConfig write(DemoOptions options, EmbeddedDefault embedded) throws IOException {
    return write(options, embedded.bootstrapServers(), embedded.registryUrl());
  }

  static AppConfig write(DemoOptions options, String bootstrapServers, String registryUrl)
      throws IOException {
    Map<String, String> values = new TreeMap<>();
    values.put("bootstrap.servers", bootstrapServers);
    values.put("schema.registry.url", registryUrl);
    values.put("application.id", "lacuna-demo");
    values.put("instance.id", "demo");
    values.put("pipelines", String.join(",", options.pipelines()));
    values.put("web.port", Integer.toString(options.port()));
    values.put("models.dir", options.models().toAbsolutePath().toString());
    values.put("state.dir", options.dir().resolve("state").toAbsolutePath().toString());
    for (PipelineConfig p : load(values).pipelines()) {
      values.putAll(waits(p.name(), p.window().compressed(options.speed())));
    }
    values.putAll(options.overrides());
    Properties file = new Properties();
    file.putAll(values);
    try (Writer out = Files.newBufferedWriter(options.dir().resolve(FILE))) {
      file.store(out, "The demo's service, while it runs. Waits are divided by its speed.");
    }
    return load(values);
  }

  private static AppConfig load(Map<String, String> values) {
    return ConfigLoader.load(values, Map.of(), Map.of());
  }

  private static Map<String, String> waits(String pipeline, WindowPolicy window) {
    Map<String, String> waits = new TreeMap<>();
    String prefix = pipeline + ".window.";
    waits.put(prefix + "size", text(window.size()));
    waits.put(prefix + "grace", text(window.grace()));
    waits.put(prefix + "retention", text(window.retention()));
    waits.put("outage.max", text(window.remember()));
    window
        .waits()
        .forEach(
            (m, wait) ->
                waits.put(prefix + "wait." + m.name().toLowerCase(Locale.ROOT), text(wait)));
    if (window.emit().kind() == EmitMode.Kind.EARLY) {
      waits.put(prefix + "emit", "early(" + text(window.emit().after()) + ")");
    }
    return waits;
  }

  private static String text(Duration duration) {
    return duration.toMillis() + "ms";
  }

  static Path in(Path dir) {
    return dir.resolve(FILE);
  }
}
