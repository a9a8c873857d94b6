package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.Topics;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
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
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest records that a real broker takes: what is refused must fit its dead letter. */
class BigRecordTest {
  @TempDir Path dir;

  @Test
  void theLargestBrokenRecordDoesNotStopTheStream() throws Exception {
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      AppConfig config = config(embedded);
      Map<String, Object> connection = ClientSettings.connection(config);
      List<Prediction> seen = new CopyOnWriteArrayList<>();
      try (Admin admin = Admin.create(connection);
          RegistryAvro registry = RegistryAvro.connect(config.registry())) {
        new TopicSetup(config, admin).create(1, (short) 1, Map.of("retention.ms", "-1"));
        try (LacunaApp app =
                new LacunaApp(config, p -> new SizeModel(), registry, new SimpleMeterRegistry());
            PredictionTail tail =
                new PredictionTail(
                    config.pipelines(), connection, registry, true, (p, now) -> seen.add(p))) {
          app.start();
          send(connection, registry, config.pipelines().get(0).topics());
          await().atMost(Duration.ofMinutes(1)).until(() -> seen.size() >= 2);
        }
      }
      assertThat(seen.get(1).getIsFinal()).isTrue();
    }
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
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topics.input(Modality.IMAGE), "p", new byte[1_048_450]));
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
    }
  }
}
