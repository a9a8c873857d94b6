package io.lacuna.app.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Values that stand elsewhere, in the words of Kafka's configuration providers: {@code
 * ${file:/run/secrets/lacuna.properties:token}} (a key of a properties file), {@code
 * ${dir:/run/secrets:token}} (a whole file), {@code ${env:TOKEN}}.
 */
final class Secrets {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file|dir|env):[^}]*}");

  private Secrets() {}

  static boolean isReference(String value) {
    return value != null && REFERENCE.matcher(value).find();
  }

  /**
   * @return the values with every reference replaced
   * @throws ConfigException naming the key of a reference that leads nowhere
   */
  static Map<String, String> resolve(Map<String, String> values) {
    if (values.values().stream().noneMatch(Secrets::isReference)) {
      return values;
    }
    Map<String, ConfigProvider> providers =
        Map.of(
            "file", new FileConfigProvider(),
            "dir", new DirectoryConfigProvider(),
            "env", new EnvVarConfigProvider());
    providers.values().forEach(p -> p.configure(Map.of()));
    try {
      ConfigTransformer transformer = new ConfigTransformer(providers);
      Map<String, String> resolved = new TreeMap<>();
      values.forEach((key, value) -> resolved.put(key, resolve(transformer, key, value)));
      return resolved;
    } finally {
      providers.values().forEach(Secrets::close);
    }
  }

  private static String resolve(ConfigTransformer transformer, String key, String value) {
    if (!isReference(value)) {
      return value;
    }
    String resolved;
    try {
      resolved = transformer.transform(Map.of(key, value)).data().get(key);
    } catch (ConfigException e) {
      throw new ConfigException(key, value, "it cannot be read: " + e.getMessage());
    }
    if (resolved == null || isReference(resolved)) {
      throw new ConfigException(key, value, "there is nothing at that place");
    }
    return resolved;
  }

  private static void close(ConfigProvider provider) {
    try {
      provider.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
