package io.lacuna.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

/** The client looks its ways to log in up by name: a jar that lacks them would show nothing. */
class RegistryLoginTest {
  private static String shown(Map<String, String> settings) throws Exception {
    try (StubRegistry registry = new StubRegistry(200, "[]")) {
      Map<String, String> config = new HashMap<>(settings);
      config.put(RegistryConfig.URL, registry.url());
      try (RegistryAvro avro = RegistryAvro.connect(config)) {
        assertThat(avro.countSubjects()).isZero();
      }
      return registry.login();
    }
  }

  @Test
  void userAndTokenAreShown() throws Exception {
    assertThat(
            shown(
                Map.of(
                    "basic.auth.credentials.source", "USER_INFO",
                    "basic.auth.user.info", "me:secret")))
        .isEqualTo("Basic bWU6c2VjcmV0");
    assertThat(
            shown(
                Map.of(
                    "bearer.auth.credentials.source", "STATIC_TOKEN",
                    "bearer.auth.token", "token")))
        .isEqualTo("Bearer token");
    assertThat(shown(Map.of())).isNull();
  }

  @Test
  void aRefusedLoginNamesTheKeys() throws Exception {
    try (StubRegistry registry = new StubRegistry(401, "{\"error_code\":401,\"message\":\"no\"}");
        RegistryAvro avro = RegistryAvro.connect(Map.of(RegistryConfig.URL, registry.url()))) {
      assertThatThrownBy(avro::countSubjects)
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("basic.auth.* or bearer.auth.*");
    }
  }
}
