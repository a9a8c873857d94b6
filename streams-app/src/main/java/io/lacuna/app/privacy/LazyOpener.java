package io.lacuna.app.privacy;

import io.lacuna.app.config.AppConfig;
import io.lacuna.wire.RegistryAvro;

/**
 * Opens the keys with the first payload that is sealed: a replay needs neither broker nor registry
 * as long as it meets none.
 */
public final class LazyOpener implements AutoCloseable {
  private final AppConfig config;
  private RegistryAvro registry;
  private Privacy privacy;

  /**
   * @param config of the service, with its brokers and its registry
   */
  public LazyOpener(AppConfig config) {
    this.config = config;
  }

  /** Refuses what is sealed if the application has no key-encryption key. */
  public PayloadOpener opener() {
    return config.privacy().hasKeys()
        ? new CipherOpener(() -> opened().cipher(), config.privacy().required())
        : PayloadOpener.WITHOUT_KEYS;
  }

  private synchronized Privacy opened() {
    if (privacy == null) {
      registry = RegistryAvro.connect(config.registry());
      privacy = Privacy.open(config, registry);
    }
    return privacy;
  }

  @Override
  public synchronized void close() {
    if (privacy != null) {
      privacy.close();
    }
    if (registry != null) {
      registry.close();
    }
  }
}
