package io.lacuna.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schema.Sample;
import io.lacuna.wire.WireException.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers of a registry are the record's fault, the registry's, or the configuration's. */
class RegistryFaultsTest {
  private static final byte[] ID_SEVEN = {0, 0, 0, 0, 7, 1, 2, 3};

  @Test
  void unknownIdIsTheRecordsFaultAndAskedOnce() throws Exception {
    try (StubRegistry registry =
            new StubRegistry(404, "{\"error_code\":40403,\"message\":\"no\"}");
        RegistryAvro avro = connect(registry.url())) {
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> avro.decode(ID_SEVEN, Sample.class))
            .isInstanceOfSatisfying(
                WireException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_SCHEMA_ID))
            .hasMessageContaining("id 7");
      }
      assertThat(registry.questions()).isEqualTo(1);
    }
  }

  @Test
  void schemaOfAnotherKindIsTheRecordsFaultAndAskedOnce() throws Exception {
    String json = "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}";
    try (StubRegistry registry = new StubRegistry(200, json);
        RegistryAvro avro = connect(registry.url())) {
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> avro.decode(ID_SEVEN, Sample.class))
            .isInstanceOfSatisfying(
                WireException.class, e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_SCHEMA))
            .hasMessageContaining("not Avro");
      }
      assertThat(registry.questions()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429, 408})
  void failingRegistryIsNobodysFault(int status) throws Exception {
    try (StubRegistry registry = new StubRegistry(status, "busy");
        RegistryAvro avro = connect(registry.url())) {
      assertThatThrownBy(() -> avro.decode(ID_SEVEN, Sample.class))
          .isInstanceOf(RegistryUnavailableException.class)
          .isInstanceOf(RetriableException.class);
      assertThatThrownBy(() -> avro.encode("t", Records.text("s")))
          .isInstanceOf(RegistryUnavailableException.class);
      assertThatThrownBy(() -> avro.deserializer(Sample.class).deserialize("t", ID_SEVEN))
          .isInstanceOf(RegistryUnavailableException.class);
    }
  }

  @Test
  void absentRegistryIsNobodysFaultAndTheNextTryAsksAgain() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (RegistryAvro avro = connect("http://localhost:" + port)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> avro.decode(ID_SEVEN, Sample.class))
            .isInstanceOf(RegistryUnavailableException.class)
            .hasMessageContaining("read schema 7");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 409, 422})
  void refusalIsTheConfigurationsFault(int status) throws Exception {
    try (StubRegistry registry = new StubRegistry(status, "no");
        RegistryAvro avro = connect(registry.url())) {
      assertThatThrownBy(() -> avro.decode(ID_SEVEN, Sample.class))
          .isInstanceOf(InvalidConfigurationException.class);
      assertThatThrownBy(() -> avro.encode("t", Records.text("s")))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("t-value");
    }
  }

  private static RegistryAvro connect(String url) {
    return RegistryAvro.connect(Map.of(RegistryConfig.URL, url));
  }
}
