package io.lacuna.wire;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.schemaregistry.client.security.SslFactory;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;

/**
 * What {@link RegistryAvro#connect} reads, under the vendor's names. Everything else that the
 * registry client knows ({@code basic.auth.*}, {@code schema.registry.ssl.*}, {@code
 * http.read.timeout.ms}, ...) is passed through as it is.
 */
public record RegistryConfig(
    List<String> urls, boolean register, Map<String, Object> clientConfig) {
  /** Addresses of the registry, separated by commas; {@code mock://scope} for one in memory. */
  public static final String URL = "schema.registry.url";

  /** Whether writing registers an unknown schema (default true) or only looks its id up. */
  public static final String AUTO_REGISTER = "auto.register.schemas";

  static final int CLIENT_CACHE_SIZE = 1000;
  private static final String USE_LATEST = "use.latest.version";
  private static final Map<String, Object> CLIENT_DEFAULTS =
      Map.of(
          SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, 5000,
          SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, 10_000,
          // unknown ids: one question per id and half minute, however many records carry it
          SchemaRegistryClientConfig.MISSING_ID_CACHE_TTL_CONFIG, 30L,
          SchemaRegistryClientConfig.MISSING_CACHE_SIZE_CONFIG, 1000);

  public RegistryConfig {
    urls = List.copyOf(urls);
    clientConfig = Map.copyOf(clientConfig);
  }

  static RegistryConfig from(Map<String, ?> config) {
    if (flag(config, USE_LATEST, false)) {
      throw new ConfigException(
          USE_LATEST, true, "must be false: records are written with their own schema");
    }
    Map<String, Object> client = new HashMap<>(CLIENT_DEFAULTS);
    config.forEach((key, value) -> putTyped(client, key, value));
    return new RegistryConfig(urls(config.get(URL)), flag(config, AUTO_REGISTER, true), client);
  }

  /** As the client makes it of its settings; Java's own where there are none. */
  static SSLContext tls(Map<String, ?> config) {
    Map<String, Object> own = new HashMap<>();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(SchemaRegistryClientConfig.CLIENT_NAMESPACE)) {
            own.put(key.substring(SchemaRegistryClientConfig.CLIENT_NAMESPACE.length()), value);
          }
        });
    SSLContext context = new SslFactory(own).sslContext();
    try {
      return context == null ? SSLContext.getDefault() : context;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has a default context", e);
    }
  }

  /** The client wants these few as numbers, and an environment has only strings. */
  private static void putTyped(Map<String, Object> client, String key, Object value) {
    try {
      if (key.equals(SchemaRegistryClientConfig.MISSING_CACHE_SIZE_CONFIG)) {
        client.put(key, Integer.valueOf(value.toString()));
      } else if (key.startsWith("missing.") && key.endsWith(".cache.ttl.sec")) {
        client.put(key, Long.valueOf(value.toString()));
      } else if (value != null) {
        client.put(key, value);
      }
    } catch (NumberFormatException e) {
      throw new ConfigException(key, value, "must be a whole number");
    }
  }

  private static List<String> urls(Object value) {
    List<String> urls =
        value == null
            ? List.of()
            : Arrays.stream(value.toString().split(","))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .toList();
    boolean known = urls.stream().allMatch(url -> url.matches("https?://[^/]+.*|mock://[^/]+"));
    if (urls.isEmpty() || !known) {
      throw new ConfigException(
          URL, value, "must be http://host:port, https://host:port or mock://scope");
    }
    return urls;
  }

  private static boolean flag(Map<String, ?> config, String key, boolean otherwise) {
    Object value = config.get(key);
    if (value == null) {
      return otherwise;
    }
    return switch (value.toString().strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigException(key, value, "must be true or false");
    };
  }
}
