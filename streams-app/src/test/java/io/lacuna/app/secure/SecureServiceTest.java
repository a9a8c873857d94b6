package io.lacuna.app.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.Topics;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole service, and what people do beside it, by each way in that docs/security.md shows. */
class SecureServiceTest {
  @TempDir static Path dir;
  private static SecureWorld world;

  @BeforeAll
  static void start() throws Exception {
    world = new SecureWorld(dir);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({
    "TLS, tls, registry-basic",
    "MTLS, mtls, registry-bearer",
    "SCRAM, scram, registry-basic",
    "OAUTH, oauth, registry-bearer"
  })
  void samplesBecomePredictions(String way, String example, String registry) throws Exception {
    Path file =
        world.write(
            example,
            world.settings(way, example, registry),
            // the doctor would open them, which is long
            Map.of("adapters.source", "topic", "models.dir", dir.resolve("none").toString()));
    assertThat(Verb.run("topics", "create", "--partitions=1", "--config", file).code()).isZero();
    AppConfig config = load(file);
    predict(config);

    Verb peek = Verb.run("peek", "predictions", "--pipeline=patient", "--config", file);
    assertThat(peek.code()).as(peek.err()).isZero();
    assertThat(peek.out()).contains("\"presence_letters\":\"IT-\"");
    Path recording = dir.resolve("recording-" + example);
    Verb record = Verb.run("record", "--pipeline=patient", "--out=" + recording, "--config", file);
    assertThat(record.code()).as(record.err()).isZero();
    Verb doctor = Verb.run("doctor", "--json", "--config", file);
    assertThat(doctor.finding("broker")).contains("\"OK\"");
    assertThat(doctor.finding("topics")).contains("\"OK\"");
    assertThat(doctor.finding("registry")).contains("\"OK\"");
    assertThat(doctor.finding("clock")).contains("\"OK\"");
    for (String secret : List.of("-secret", Certificates.PASSWORD)) {
      assertThat(Verb.run("config", "--config", file).out()).doesNotContain(secret);
    }
  }

  static AppConfig load(Path file) throws Exception {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    Map<String, String> values = new HashMap<>();
    properties.forEach((k, v) -> values.put((String) k, (String) v));
    return ConfigLoader.load(values, Map.of(), Map.of());
  }

  private static void predict(AppConfig config) throws Exception {
    Map<String, Object> connection = ClientSettings.connection(config);
    List<Prediction> seen = new CopyOnWriteArrayList<>();
    try (RegistryAvro registry = RegistryAvro.connect(config.registry());
        LacunaApp app =
            new LacunaApp(config, p -> new SizeModel(), registry, new SimpleMeterRegistry());
        PredictionTail tail =
            new PredictionTail(
                config.pipelines(), connection, registry, true, (p, now) -> seen.add(p))) {
      app.start();
      send(connection, registry, config.pipelines().get(0).topics());
      // by wall clock: nothing else arrives, so the watcher of end offsets was let in as well
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  seen.stream()
                      .anyMatch(p -> p.getIsFinal() && p.getPresenceLetters().equals("IT-")));
    }
  }

  private static void send(Map<String, Object> connection, RegistryAvro registry, Topics topics) {
    try (var producer =
        new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer())) {
      Instant now = Instant.now();
      for (Modality m : List.of(Modality.IMAGE, Modality.TEXT)) {
        InlineBytes payload =
            new InlineBytes("text/plain", ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)));
        Sample sample = PipelineHarness.sample("p", m, 0, payload);
        sample.setEventTime(now);
        String topic = topics.input(m);
        producer.send(new ProducerRecord<>(topic, "p", registry.encode(topic, sample)));
      }
    }
  }
}
