package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.LosableModel;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The device is lost for longer than {@code max.poll.interval.ms}, with far more observations
 * waiting than a task holds: the group keeps its member, and nothing is lost or blamed.
 */
class DeviceLossTest {
  private static final int SUBJECTS = 60;
  private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(3);

  @TempDir Path dir;
  private final AtomicBoolean lost = new AtomicBoolean();

  @Test
  void nothingIsLostOrBlamedAndTheGroupKeepsItsMember() throws Exception {
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      AppConfig config = config(embedded);
      Map<String, Object> connection = ClientSettings.connection(config);
      List<Prediction> seen = new CopyOnWriteArrayList<>();
      MeterRegistry meters = new SimpleMeterRegistry();
      try (Admin admin = Admin.create(connection);
          RegistryAvro registry = RegistryAvro.connect(config.registry())) {
        new TopicSetup(config, admin).create(2, (short) 1, Map.of("retention.ms", "-1"));
        try (LacunaApp app =
                new LacunaApp(config, p -> new LosableModel(lost::get), registry, meters);
            PredictionTail tail =
                new PredictionTail(
                    config.pipelines(), connection, registry, true, (p, now) -> seen.add(p))) {
          app.start();
          await().atMost(Duration.ofMinutes(1)).until(() -> app.state() == State.RUNNING);
          double rebalances = rebalances(app);
          lost.set(true);
          send(connection, registry, config);
          await().atMost(Duration.ofSeconds(30)).until(() -> !app.health().ready());
          assertThat(app.health().details().get("patient")).contains("device lost");
          assertThat(meters.get("lacuna.scoring.stopped").gauge().value()).isEqualTo(1);
          await()
              .pollDelay(MAX_POLL_INTERVAL.multipliedBy(3))
              .atMost(Duration.ofSeconds(30))
              .until(() -> app.state() == State.RUNNING);
          assertThat(seen).as("nothing is emitted meanwhile").isEmpty();

          lost.set(false);
          await().atMost(Duration.ofMinutes(1)).until(() -> seen.size() >= SUBJECTS);
          assertThat(app.health().ready()).isTrue();
          assertThat(rebalances(app)).isEqualTo(rebalances);
          assertThat(meters.find("lacuna.dead.letters").counters()).isEmpty();
        }
      }
      assertThat(seen)
          .hasSize(SUBJECTS)
          .allMatch(p -> p.getScores() != null && p.getFailure() == null);
      assertThat(seen).extracting(Prediction::getSubject).doesNotHaveDuplicates();
    }
  }

  /** Rebalances that the application's consumers took part in. */
  private static double rebalances(LacunaApp app) {
    return app.streams().metrics().entrySet().stream()
        .filter(e -> e.getKey().name().equals("rebalance-total"))
        .filter(e -> e.getKey().group().equals("consumer-coordinator-metrics"))
        .mapToDouble(e -> (double) e.getValue().metricValue())
        .sum();
  }

  private AppConfig config(EmbeddedDefault embedded) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap.servers", embedded.bootstrapServers());
    values.put("schema.registry.url", embedded.registryUrl());
    values.put("pipelines", "patient");
    values.put("state.dir", dir.resolve("state").toString());
    values.put("batch.max.size", "2");
    values.put("batch.depth", "4");
    values.put("kafka.max.poll.interval.ms", Long.toString(MAX_POLL_INTERVAL.toMillis()));
    return ConfigLoader.load(values, Map.of(), Map.of());
  }

  private static void send(
      Map<String, Object> connection, RegistryAvro registry, AppConfig config) {
    try (var producer =
        new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < SUBJECTS; i++) {
        for (Modality m : Modality.values()) {
          InlineBytes payload = new InlineBytes("text/plain", ByteBuffer.wrap(new byte[i + 1]));
          Sample sample = PipelineHarness.sample("p" + i, m, 0, payload);
          sample.setEventTime(Instant.now());
          String topic = config.pipelines().get(0).topics().input(m);
          producer.send(new ProducerRecord<>(topic, "p" + i, registry.encode(topic, sample)));
        }
      }
    }
  }
}
