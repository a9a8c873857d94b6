package io.lacuna.app.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
public final class Secrets {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file|dir|env):[^}]*}");

  private static final Pattern LOGIN = Pattern.compile("(\\w://)[^/@,\\s]*@");

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
      throw new ConfigException(key, references(value), "it cannot be read: " + e.getMessage());
    }
    if (resolved == null || isReference(resolved)) {
      throw new ConfigException(key, references(value), "there is nothing at that place");
    }
    return resolved;
  }

  /** The references alone: a password may stand beside them. */
  private static String references(String value) {
    return REFERENCE
        .matcher(value)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.joining(" "));
  }

  /**
   * A refusal without what was taken from elsewhere.
   *
   * @param given values as they were written
   * @param resolved the same with every reference replaced
   */
  static String hide(Map<String, String> given, Map<String, String> resolved, String refusal) {
    String hidden = refusal;
    for (Map.Entry<String, String> e : given.entrySet()) {
      String secret = resolved.get(e.getKey()).strip();
      if (isReference(e.getValue()) && !secret.isEmpty()) {
        hidden = hidden.replace(secret, EffectiveConfig.HIDDEN);
      }
    }
    return hidden;
  }

  /** A value in which no URL names a user and a password. */
  public static String withoutLogin(String value) {
    return LOGIN.matcher(value).replaceAll("$1" + EffectiveConfig.HIDDEN + "@");
  }

  private static void close(ConfigProvider provider) {
    try {
      provider.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
