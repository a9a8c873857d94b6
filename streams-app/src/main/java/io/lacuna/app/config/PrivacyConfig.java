package io.lacuna.app.config;

import io.lacuna.wire.seal.Kek;
import io.lacuna.wire.seal.KeyEncryption;
import java.util.List;
import org.apache.kafka.common.config.types.Password;

/**
 * How payloads are kept from who may not read them, and who did what.
 *
 * @param keyTopic topic of the data keys
 * @param kek wraps new data keys, in base64 or as the URI of a key management service; null where
 *     payloads are not encrypted
 * @param accepted further ones that unwrap
 * @param required whether a payload that is not encrypted is refused
 */
public record PrivacyConfig(
    String keyTopic, Password kek, List<Password> accepted, boolean required, Audit audit) {

  /**
   * The record of administrative acts.
   *
   * @param required whether nothing is done that cannot be recorded
   * @param actor who acts, or null for the user of the operating system
   */
  public record Audit(String topic, boolean required, String actor) {}

  /** Whether sealed payloads can be opened. */
  public boolean hasKeys() {
    return kek != null;
  }

  /**
   * The key-encryption keys; asks a key management service for its own.
   *
   * @throws IllegalArgumentException if one cannot be had
   */
  public KeyEncryption keks() {
    return new KeyEncryption(kek(kek), accepted.stream().map(PrivacyConfig::kek).toList());
  }

  private static Kek kek(Password kek) {
    return isManaged(kek) ? Kek.managed(kek.value()) : Kek.local(kek.value());
  }

  static boolean isManaged(Password kek) {
    return kek.value().contains("://");
  }
}
