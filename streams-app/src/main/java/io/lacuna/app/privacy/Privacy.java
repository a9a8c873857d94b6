package io.lacuna.app.privacy;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.seal.KeyAdmin;
import io.lacuna.wire.seal.KeyEncryption;
import io.lacuna.wire.seal.KeyTopic;
import io.lacuna.wire.seal.SampleCipher;
import org.apache.kafka.common.config.ConfigException;

/** The keys of an application, opened. Thread-safe. */
public final class Privacy implements AutoCloseable {
  private final KeyTopic keys;
  private final KeyAdmin admin;
  private final SampleCipher cipher;
  private final boolean required;

  private Privacy(KeyTopic keys, KeyAdmin admin, boolean required) {
    this.keys = keys;
    this.admin = admin;
    this.required = required;
    this.cipher = new SampleCipher(keys);
  }

  /**
   * Reads the topic of keys.
   *
   * @throws ConfigException if the application has no key-encryption key
   * @throws io.lacuna.wire.seal.KeysUnavailableException if the keys cannot be read, or were
   *     wrapped with another key-encryption key
   */
  public static Privacy open(AppConfig config, RegistryAvro registry) {
    if (!config.privacy().hasKeys()) {
      throw new ConfigException(
          "privacy.kek", null, "must be set: without it there are no keys of subjects");
    }
    String topic = config.privacy().keyTopic();
    KeyEncryption keks = config.privacy().keks();
    KeyTopic keys = new KeyTopic(topic, registry, ClientSettings.connection(config), keks);
    KeyAdmin admin = new KeyAdmin(topic, keys, registry, ClientSettings.connection(config), keks);
    return new Privacy(keys, admin, config.privacy().required());
  }

  /** Opens payloads that are scored. */
  public PayloadOpener opener() {
    return new CipherOpener(() -> cipher, required);
  }

  /** Seals samples before they are written. */
  public SampleCipher cipher() {
    return cipher;
  }

  public KeyTopic keys() {
    return keys;
  }

  /** For what is done to keys that exist. */
  public KeyAdmin admin() {
    return admin;
  }

  @Override
  public void close() {
    keys.close();
  }
}
