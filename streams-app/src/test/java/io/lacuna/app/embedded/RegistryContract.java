package io.lacuna.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.RegistryConfig;
import io.lacuna.wire.WireException;
import io.lacuna.wire.WireException.Reason;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

/** What the serde needs of a registry, the embedded one and a stranger's alike. */
interface RegistryContract {
  Sample SAMPLE = Samples.text("p-1", Instant.ofEpochMilli(1_700_000_000_123L));

  /** The registry's address; it may hold other tests' subjects. */
  String registryUrl();

  @Test
  default void carriesASampleBetweenTwoProcesses() throws Exception {
    try (RegistryAvro writer = connect();
        RegistryAvro reader = connect()) {
      byte[] bytes = writer.encode("carries", SAMPLE);
      assertThat(bytes[0]).isZero();
      assertThat(reader.decode(bytes, Sample.class)).isEqualTo(SAMPLE);
      assertThat(reader.encode("carries", SAMPLE)).isEqualTo(bytes);
      assertReason(Reason.WRONG_SCHEMA, () -> reader.decode(bytes, Prediction.class));
    }
  }

  @Test
  default void namesUnknownIds() {
    try (RegistryAvro avro = connect()) {
      byte[] bytes = avro.encode("unknown-ids", SAMPLE);
      ByteBuffer.wrap(bytes).putInt(1, 1_000_000_007);
      assertReason(Reason.UNKNOWN_SCHEMA_ID, () -> avro.decode(bytes, Sample.class));
    }
  }

  @Test
  default void bootstrapHoldsBeforeAndAfterTheFirstSchema() throws Exception {
    try (RegistryAvro avro = connect();
        SchemaRegistryClient client = new CachedSchemaRegistryClient(registryUrl(), 10)) {
      avro.bootstrapCompatibility(List.of("boot"));
      client.register("boot-value", new AvroSchema("\"string\""));
      assertThatThrownBy(() -> avro.encode("boot", SAMPLE))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("boot-value");
      avro.bootstrapCompatibility(List.of("boot"));
      assertThat(client.getCompatibility("boot-value")).isEqualTo("FULL_TRANSITIVE");
    }
  }

  @Test
  default void findsWhatAnotherRegistered() {
    Map<String, String> config =
        Map.of(RegistryConfig.URL, registryUrl(), RegistryConfig.AUTO_REGISTER, "false");
    try (RegistryAvro registering = connect();
        RegistryAvro finding = RegistryAvro.connect(config)) {
      assertThatThrownBy(() -> finding.encode("found", SAMPLE))
          .isInstanceOf(InvalidConfigurationException.class);
      byte[] bytes = registering.encode("found", SAMPLE);
      assertThat(finding.encode("found", SAMPLE)).isEqualTo(bytes);
    }
  }

  private RegistryAvro connect() {
    return RegistryAvro.connect(Map.of(RegistryConfig.URL, registryUrl()));
  }

  private static void assertReason(
      Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(WireException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
