package io.lacuna.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.RegistryConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pair of broker and registry, used through the project's serde. */
class EmbeddedDefaultTest {
  private static final String TOPIC = "lacuna.patient.text.v1";
  private static final Instant LONG_AGO = Instant.parse("1971-02-03T04:05:06.007Z");

  @TempDir private Path dir;

  @Test
  void carriesSamplesAndComesBackWithThem() throws Exception {
    Sample first = Samples.text("p-1", LONG_AGO);
    Sample second = Samples.text("p-2", LONG_AGO.plusSeconds(1));
    String cluster;
    try (EmbeddedDefault kafka = EmbeddedDefault.start(dir);
        RegistryAvro avro = connect(kafka)) {
      avro.bootstrapCompatibility(List.of(TOPIC));
      cluster = BrokerClient.clusterId(kafka.bootstrapServers());
      BrokerClient.createTopic(kafka.bootstrapServers(), TOPIC);
      BrokerClient.send(kafka.bootstrapServers(), TOPIC, first, avro.serializer(Sample.class));
      assertThat(read(kafka, avro, 1)).containsExactly(first);
    }
    try (EmbeddedDefault kafka = EmbeddedDefault.start(dir);
        RegistryAvro avro = connect(kafka)) {
      assertThat(BrokerClient.clusterId(kafka.bootstrapServers())).isEqualTo(cluster);
      BrokerClient.send(kafka.bootstrapServers(), TOPIC, second, avro.serializer(Sample.class));
      assertThat(read(kafka, avro, 2)).containsExactly(first, second);
    }
  }

  @Test
  void theRegistryRefusesAnIncompatibleSchemaUnderABootstrappedSubject() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir);
        RegistryAvro avro = RegistryAvro.connect(Map.of(RegistryConfig.URL, registry.url()))) {
      avro.bootstrapCompatibility(List.of(TOPIC));
      SchemaRegistryClient stranger = new CachedSchemaRegistryClient(registry.url(), 10);
      assertThat(stranger.getCompatibility(TOPIC + "-value")).isEqualTo("FULL_TRANSITIVE");
      stranger.register(TOPIC + "-value", new AvroSchema("\"string\""));
      assertThatThrownBy(() -> avro.encode(TOPIC, Samples.text("p-1", LONG_AGO)))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("register io.lacuna.schema.Sample")
          .hasMessageContaining(TOPIC + "-value")
          .hasMessageContaining("incompatible");
    }
  }

  private static RegistryAvro connect(EmbeddedDefault kafka) {
    return RegistryAvro.connect(Map.of(RegistryConfig.URL, kafka.registryUrl()));
  }

  private static List<Sample> read(EmbeddedDefault kafka, RegistryAvro avro, int count) {
    return BrokerClient.read(
            kafka.bootstrapServers(), TOPIC, avro.deserializer(Sample.class), count)
        .stream()
        .map(ConsumerRecord::value)
        .toList();
  }
}
