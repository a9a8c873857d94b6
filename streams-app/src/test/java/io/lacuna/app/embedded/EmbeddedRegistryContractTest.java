package io.lacuna.app.embedded;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryContractTest implements RegistryContract {
  private static EmbeddedRegistry registry;

  @BeforeAll
  static void start(@TempDir Path dir) {
    registry = EmbeddedRegistry.start(dir);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Override
  public String registryUrl() {
    return registry.url();
  }
}
