package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.Topics;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real broker whose topics fall silent. The producer is transactional, so the partitions end in
 * transaction markers that are no records: they must not look like something unread.
 */
class SilentTopicTest {
  @TempDir Path dir;

  @Test
  void theVerdictComesWithoutAnyFurtherRecord() throws Exception {
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      AppConfig config = config(embedded);
      Map<String, Object> connection = ClientSettings.connection(config);
      List<Prediction> seen = new CopyOnWriteArrayList<>();
      try (Admin admin = Admin.create(connection);
          RegistryAvro registry = RegistryAvro.connect(config.registry())) {
        new TopicSetup(config, admin).create(1, (short) 1, Map.of("retention.ms", "-1"));
        MeterRegistry meters = new SimpleMeterRegistry();
        try (LacunaApp app = new LacunaApp(config, p -> new SizeModel(), registry, meters);
            PredictionTail tail =
                new PredictionTail(
                    config.pipelines(), connection, registry, true, (p, now) -> seen.add(p))) {
          app.start();
          send(connection, registry, config.pipelines().get(0).topics());
          await().atMost(Duration.ofMinutes(1)).until(() -> seen.size() >= 2);
          assertMeters(meters);
        }
      }
      assertThat(seen)
          .extracting(Prediction::getCause)
          .containsExactly(Cause.IDLE, Cause.RETENTION);
      assertThat(seen.get(0).getPresenceLetters()).isEqualTo("IT-");
      assertThat(seen.get(0).getAbsences())
          .containsExactly(new Absence(Modality.AUDIO, AbsenceReason.UNKNOWN));
      assertThat(seen.get(1).getIsFinal()).isTrue();
    }
  }

  /** The ledger as an operator sees it, and what the state costs in changelog. */
  private static void assertMeters(MeterRegistry meters) {
    assertThat(meters.get("lacuna.ledger.observations").tag("column", "finished").gauge().value())
        .isEqualTo(1);
    assertThat(
            meters
                .get("lacuna.ledger.records")
                .tags("modality", "text", "column", "used")
                .gauge()
                .value())
        .isEqualTo(1);
    assertThat(meters.get("lacuna.conservation.balance").gauges())
        .hasSize(3)
        .allSatisfy(g -> assertThat(g.value()).isZero());
    assertThat(meters.get("lacuna.changelog").functionCounter().count()).isPositive();
  }

  private AppConfig config(EmbeddedDefault embedded) {
    return ConfigLoader.load(
        Map.of(
            "bootstrap.servers", embedded.bootstrapServers(),
            "schema.registry.url", embedded.registryUrl(),
            "pipelines", "patient",
            "state.dir", dir.resolve("state").toString(),
            "patient.window.size", "1s",
            "patient.window.grace", "200ms",
            "patient.window.retention", "1s"),
        Map.of(),
        Map.of());
  }

  private static void send(Map<String, Object> connection, RegistryAvro registry, Topics topics) {
    Map<String, Object> settings = new java.util.HashMap<>(connection);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "sender");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (Modality m : List.of(Modality.IMAGE, Modality.TEXT)) {
        Sample sample =
            PipelineHarness.sample(
                "p",
                m,
                0,
                new InlineBytes(
                    "text/plain", ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8))));
        sample.setEventTime(Instant.now());
        producer.send(
            new ProducerRecord<>(topics.input(m), "p", registry.encode(topics.input(m), sample)));
      }
      producer.commitTransaction();
    }
  }
}
