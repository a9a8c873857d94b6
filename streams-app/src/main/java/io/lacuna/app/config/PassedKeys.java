package io.lacuna.app.config;

import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/** Keys that are handed on to the Kafka and registry clients as they are. */
final class PassedKeys {
  static final String KAFKA = "kafka.";
  private static final Set<String> REGISTRY =
      Set.of("basic.auth.", "bearer.auth.", "schema.registry.");

  /** What the clients call their secrets. */
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|passphrase|secret|token|jaas|user\\.info|keystore\\.key).*");

  private static final ConfigDef CLIENT =
      new ConfigDef().withClientSslSupport().withClientSaslSupport();

  private PassedKeys() {}

  static boolean isPassed(String key) {
    return key.startsWith(KAFKA) || isRegistry(key);
  }

  static boolean isRegistry(String key) {
    return REGISTRY.stream().anyMatch(key::startsWith);
  }

  /** Whether the value must not be shown. */
  static boolean isSecret(String key) {
    String name = key.startsWith(KAFKA) ? key.substring(KAFKA.length()) : key;
    ConfigDef.ConfigKey known = CLIENT.configKeys().get(name);
    return (known != null && known.type == ConfigDef.Type.PASSWORD)
        || SECRET.matcher(name).matches();
  }
}
