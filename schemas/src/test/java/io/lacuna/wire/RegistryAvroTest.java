package io.lacuna.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.wire.WireException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryAvroTest {
  private static final String SCOPE = "registry-avro-test";
  private static final String TOPIC = "lacuna.patient.text.v1";

  private final SchemaRegistryClient registry = MockSchemaRegistry.getClientForScope(SCOPE);
  private final RegistryAvro avro =
      RegistryAvro.connect(Map.of(RegistryConfig.URL, "mock://" + SCOPE));

  @AfterEach
  void dropRegistry() {
    MockSchemaRegistry.dropScope(SCOPE);
  }

  @Test
  void readsBackEveryFormOfPayload() throws Exception {
    for (Sample sample :
        List.of(Records.text("p-1"), Records.tensor("p-2"), Records.marker("p-3"))) {
      assertThat(avro.decode(avro.encode(TOPIC, sample), Sample.class)).isEqualTo(sample);
    }
  }

  @Test
  void writesTheRegistrysFrame() throws Exception {
    byte[] bytes = avro.encode(TOPIC, Records.text("p-1"));
    assertThat(registry.getAllSubjects()).containsExactly(TOPIC + "-value");
    SchemaMetadata registered = registry.getLatestSchemaMetadata(TOPIC + "-value");
    int id = registered.getId();
    assertThat(registered.getSchema()).contains("io.lacuna.schema").doesNotContain("avro.java");
    assertThat(bytes[0]).isZero();
    assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(id);
    // Avro's zig-zag length of "p-1", then the string
    assertThat(Arrays.copyOfRange(bytes, 5, 9)).containsExactly(6, 'p', '-', '1');
  }

  @Test
  void serdeKeepsTombstonesAndNamesReasonAndTopic() {
    Serde<Sample> serde = avro.serde(Sample.class);
    assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
    assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
    assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, new byte[] {1, 2, 3}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("NOT_REGISTRY_FORMAT")
        .hasMessageContaining(TOPIC)
        .hasCauseInstanceOf(WireException.class);
  }

  @Test
  void refusesWhatIsNotFramed() {
    byte[] good = avro.encode(TOPIC, Records.text("p-1"));
    byte[] noMagic = good.clone();
    noMagic[0] = 1;
    assertRefused(noMagic, Reason.NOT_REGISTRY_FORMAT);
    assertRefused(new byte[0], Reason.NOT_REGISTRY_FORMAT);
    assertRefused(new byte[] {0, 0, 0, 0}, Reason.NOT_REGISTRY_FORMAT);
    assertRefused(null, Reason.NOT_REGISTRY_FORMAT);
  }

  @Test
  void refusesUnknownIds() {
    for (int id : new int[] {-1, 0, 4711, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      byte[] bytes = avro.encode(TOPIC, Records.text("p-1"));
      ByteBuffer.wrap(bytes).putInt(1, id);
      assertRefused(bytes, Reason.UNKNOWN_SCHEMA_ID);
    }
  }

  @Test
  void refusesAnotherRecordsSchema() throws Exception {
    Schema stranger =
        new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"x.Other\",\"fields\":[]}");
    int id = registry.register("other-value", new AvroSchema(stranger));
    assertRefused(WireFormat.header(id), Reason.WRONG_SCHEMA);
    int text = registry.register("text-value", new AvroSchema("\"string\""));
    assertRefused(WireFormat.header(text), Reason.WRONG_SCHEMA);
  }

  @Test
  void refusesASchemaOfTheSameNameThatLacksAField() throws Exception {
    Schema poor =
        new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"io.lacuna.schema.Sample\",\"fields\":[]}");
    int id = registry.register("poor-value", new AvroSchema(poor));
    assertRefused(WireFormat.header(id), Reason.WRONG_SCHEMA);
    assertThatThrownBy(() -> avro.decode(WireFormat.header(id), Sample.class))
        .hasMessageContaining("subject");
  }

  @Test
  void readsAnOlderSchemaWithTheDefaultsOfTheNewer() throws Exception {
    String withoutSource =
        Sample.SCHEMA$.toString().replaceFirst("\\{\"name\":\"source\".*?\"default\":null\\},", "");
    Schema older = new Schema.Parser().parse(withoutSource);
    assertThat(older.getField("source")).isNull();
    int id = registry.register("older-value", new AvroSchema(older));
    byte[] now = avro.encode(TOPIC, Records.text("p-1"));
    // subject, modality, event time, no correlation id, site "ward-3" (branch 1), then source
    int source = 5 + 4 + 1 + 6 + 1 + 1 + 1 + "ward-3".length();
    assertThat(now[source]).as("branch 0 of source: null").isZero();
    ByteBuffer old = ByteBuffer.allocate(now.length - 1);
    old.put(WireFormat.header(id)).put(now, 5, source - 5);
    old.put(now, source + 1, now.length - source - 1);
    assertThat(avro.decode(old.array(), Sample.class)).isEqualTo(Records.text("p-1"));
  }

  @Test
  void bootstrapSetsFullTransitiveBeforeTheFirstSchema() throws Exception {
    avro.bootstrapCompatibility(List.of(TOPIC));
    assertThat(registry.getCompatibility(TOPIC + "-value")).isEqualTo("FULL_TRANSITIVE");
    assertThat(registry.getAllSubjects()).isEmpty();
  }

  @Test
  void looksIdsUpOnlyWhenRegisteringIsOff() throws Exception {
    RegistryAvro reader =
        RegistryAvro.connect(
            Map.of(RegistryConfig.URL, "mock://" + SCOPE, RegistryConfig.AUTO_REGISTER, "false"));
    assertThatThrownBy(() -> reader.encode(TOPIC, Records.text("p-1")))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("find io.lacuna.schema.Sample");
    byte[] bytes = avro.encode(TOPIC, Records.text("p-1"));
    assertThat(reader.encode(TOPIC, Records.text("p-1"))).isEqualTo(bytes);
  }

  @Test
  void aMissingFieldIsNamedWithItsTopic() {
    assertThatThrownBy(() -> avro.encode(TOPIC, new Prediction()))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("io.lacuna.schema.Prediction")
        .hasMessageContaining(TOPIC);
  }

  @Test
  void oneInstanceServesManyThreads() {
    boolean same =
        IntStream.range(0, 20_000)
            .parallel()
            .mapToObj(i -> Records.text("p-" + i))
            .allMatch(
                sample -> {
                  try {
                    return avro.decode(avro.encode(TOPIC, sample), Sample.class).equals(sample);
                  } catch (WireException e) {
                    return false;
                  }
                });
    assertThat(same).isTrue();
  }

  @Test
  void refusesConfigurationsByName() {
    assertConfigRefused(Map.of(), "schema.registry.url");
    assertConfigRefused(Map.of(RegistryConfig.URL, "mock://"), "schema.registry.url");
    assertConfigRefused(Map.of(RegistryConfig.URL, "localhost:8081"), "schema.registry.url");
    assertConfigRefused(
        Map.of(RegistryConfig.URL, "mock://x", "use.latest.version", true), "use.latest.version");
    assertConfigRefused(
        Map.of(RegistryConfig.URL, "mock://x", RegistryConfig.AUTO_REGISTER, "yes"),
        "auto.register.schemas");
  }

  private static void assertConfigRefused(Map<String, ?> config, String key) {
    assertThatThrownBy(() -> RegistryAvro.connect(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }

  private void assertRefused(byte[] bytes, Reason reason) {
    assertThatThrownBy(() -> avro.decode(bytes, Sample.class))
        .isInstanceOfSatisfying(WireException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
