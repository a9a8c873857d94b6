package io.lacuna.app.embedded;

import java.nio.file.Path;

/**
 * The broker and the registry that stand in where the user names none. Both live under one
 * directory: {@code broker} and {@code registry}.
 */
public record EmbeddedDefault(EmbeddedBroker broker, EmbeddedRegistry registry)
    implements AutoCloseable {

  /** Starts both in {@code dir}; what they held there at the last close or crash is back. */
  public static EmbeddedDefault start(Path dir) {
    EmbeddedRegistry registry = EmbeddedRegistry.start(dir.resolve("registry"));
    try {
      return new EmbeddedDefault(EmbeddedBroker.start(dir.resolve("broker")), registry);
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /** The value for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The value for {@code schema.registry.url}. */
  public String registryUrl() {
    return registry.url();
  }

  /** Stops the broker first: its clients may still ask the registry while they end. */
  @Override
  public void close() {
    try (registry) {
      broker.close();
    }
  }
}
