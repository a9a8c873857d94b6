package io.lacuna.app.cli;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.ConfigSources;
import io.lacuna.app.config.EffectiveConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Option;

/**
 * Where the configuration comes from: a file, the environment, and single keys on the command line.
 */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties file; see docs/configuration.md.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One key, e.g. --set patient.window.size=30s; wins over everything.")
  private Map<String, String> overrides = new HashMap<>();

  AppConfig load() throws IOException {
    return load(Map.of(), Map.of());
  }

  /**
   * @param defaults what holds where nothing else is said
   * @param last what wins over everything
   */
  AppConfig load(Map<String, String> defaults, Map<String, String> last) throws IOException {
    return ConfigLoader.load(sources(defaults, last));
  }

  /** What is in force, and where it was said. */
  EffectiveConfig effective() throws IOException {
    return ConfigLoader.effective(sources(Map.of(), Map.of()));
  }

  private ConfigSources sources(Map<String, String> defaults, Map<String, String> last)
      throws IOException {
    Map<String, String> system = new HashMap<>();
    System.getProperties().forEach((k, v) -> system.put(k.toString(), v.toString()));
    ConfigSources sources = new ConfigSources(System.getenv(), system).fallBackOn(defaults);
    if (file != null) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw new ConfigException("--config " + file + " is no file that can be read");
      }
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (CharacterCodingException | IllegalArgumentException e) {
        throw new ConfigException("--config " + file + " is no properties file in UTF-8");
      }
      Map<String, String> values = new HashMap<>();
      properties.forEach((k, v) -> values.put((String) k, (String) v));
      sources.file(file.toString(), values);
    }
    return sources.commandLine(overrides).commandLine(last);
  }
}
