package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
  @Test
  void theCommittedPageIsWhatTheCodeSays() throws IOException {
    assertThat(Files.readString(Path.of("../docs/configuration.md")))
        .as("make it again: ./lacuna reference config > docs/configuration.md")
        .isEqualTo(ConfigReference.page());
  }
}
