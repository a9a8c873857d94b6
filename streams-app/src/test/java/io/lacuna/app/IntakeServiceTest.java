package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.Topics;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.app.ops.DeadLetter;
import io.lacuna.app.ops.DeadLetterBox;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.SubjectMapping;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole service on a real broker: images come under accession numbers, text and sound under the
 * patient, and each patient's three become one observation.
 */
class IntakeServiceTest {
  private static final String FEED = "pacs.images";
  private static final String MAPPING = "ris.orders";
  private static final int PATIENTS = 10;
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path dir;
  private final List<Prediction> seen = new CopyOnWriteArrayList<>();
  private final Instant eventTime = Instant.now();
  private RegistryAvro registry;
  private KafkaProducer<String, byte[]> producer;

  @Test
  void imagesUnderAccessionNumbersMeetTheirPatients() throws Exception {
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      AppConfig first = config(embedded, "first", "10m");
      Map<String, Object> connection = ClientSettings.connection(first);
      createTopics(first, connection);
      try (RegistryAvro avro = RegistryAvro.connect(first.registry());
          var sender =
              new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
          PredictionTail tail =
              new PredictionTail(
                  first.pipelines(), connection, avro, true, (p, now) -> seen.add(p))) {
        registry = avro;
        producer = sender;
        someMappingsAreLate(first, config(embedded, "second", "10m"));
        oneMappingIsTooLate(config(embedded, "third", "500ms"), connection);
      }
    }
    assertThat(seen)
        .extracting(Prediction::getSubject)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(0, PATIENTS).mapToObj(i -> "p" + i).toList());
    for (Prediction p : seen) {
      assertThat(p.getCause()).isEqualTo(Cause.COMPLETE);
      assertThat(p.getPresenceLetters()).isEqualTo("ITA");
      assertThat(imageOf(p)).as("its own image").isEqualTo(sha256("IMAGE of " + p.getSubject()));
    }
  }

  /** The feed has more partitions than the pipeline; an order system's topic follows the feed. */
  private static void createTopics(AppConfig config, Map<String, Object> connection)
      throws Exception {
    try (Admin admin = Admin.create(connection)) {
      admin.createTopics(List.of(new NewTopic(FEED, 3, (short) 1))).all().get();
      await().until(() -> admin.listTopics().names().get().contains(FEED));
      TopicSetup setup = new TopicSetup(config, admin);
      setup.create(2, (short) 1, Map.of("retention.ms", "-1"));
      await()
          .ignoreExceptions()
          .until(() -> setup.check().equals(Map.of("patient", 2, "intake.radiology", 3)));
    }
  }

  /** Half of the images wait, and an instance with an empty disk takes over from the first. */
  private void someMappingsAreLate(AppConfig first, AppConfig second) {
    MeterRegistry meters = new SimpleMeterRegistry();
    try (LacunaApp app = app(first, meters)) {
      app.start();
      for (int i = 0; i < PATIENTS; i++) {
        if (i % 2 == 0) {
          map(i);
        }
        sendAll(first, i);
      }
      producer.flush();
      awaitColumn(meters, "forwarded", PATIENTS / 2);
      awaitColumn(meters, "waiting", PATIENTS / 2);
      await().atMost(LONG).until(() -> seen.size() == PATIENTS / 2);
      assertThat(app.health().ready()).isTrue();
      assertThat(app.health().details()).containsEntry("intake", "running");
    }
    MeterRegistry others = new SimpleMeterRegistry();
    try (LacunaApp app = app(second, others)) {
      app.start();
      for (int i = 1; i < PATIENTS; i += 2) {
        map(i);
      }
      producer.flush();
      await().atMost(LONG).until(() -> seen.size() == PATIENTS);
      awaitColumn(others, "in", PATIENTS);
      awaitColumn(others, "forwarded", PATIENTS);
      assertThat(others.get("lacuna.intake.balance").gauge().value()).isZero();
    }
  }

  /** One more waits in vain, and is sent again when its mapping is there. */
  private void oneMappingIsTooLate(AppConfig config, Map<String, Object> connection) {
    MeterRegistry meters = new SimpleMeterRegistry();
    String dlq = config.pipelines().get(0).topics().deadLetters();
    try (LacunaApp app = app(config, meters);
        DeadLetterBox box = new DeadLetterBox(connection, dlq)) {
      app.start();
      sendAll(config, PATIENTS);
      producer.flush();
      await().atMost(LONG).until(() -> !box.list(l -> true).letters().isEmpty());
      List<DeadLetter> letters = box.list(l -> true).letters();
      assertThat(letters)
          .extracting(DeadLetter::reason)
          .containsExactly(RejectReason.NO_MAPPING.name());
      assertThat(letters.get(0).originTopic()).isEqualTo(FEED);
      map(PATIENTS);
      producer.flush();
      box.resend(letters);
      await().atMost(LONG).until(() -> seen.size() == PATIENTS + 1);
      awaitColumn(meters, "dead_letter", 1);
      awaitColumn(meters, "in", PATIENTS + 2);
      assertThat(meters.get("lacuna.intake.balance").gauge().value()).isZero();
    }
  }

  private LacunaApp app(AppConfig config, MeterRegistry meters) {
    return new LacunaApp(config, p -> new SizeModel(), registry, meters);
  }

  private static void awaitColumn(MeterRegistry meters, String column, double value) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        meters.get("lacuna.intake.records").tag("column", column).gauge().value())
                    .as(column)
                    .isEqualTo(value));
  }

  private void map(int i) {
    send(MAPPING, "A" + i, new SubjectMapping("p" + i, null));
  }

  private void sendAll(AppConfig config, int i) {
    Topics topics = config.pipelines().get(0).topics();
    send(FEED, "A" + i, sample("A" + i, Modality.IMAGE, "p" + i));
    send(topics.input(Modality.TEXT), "p" + i, sample("p" + i, Modality.TEXT, "p" + i));
    send(topics.input(Modality.AUDIO), "p" + i, sample("p" + i, Modality.AUDIO, "p" + i));
  }

  private Sample sample(String subject, Modality m, String patient) {
    byte[] payload = (m + " of " + patient).getBytes(StandardCharsets.UTF_8);
    Sample sample =
        PipelineHarness.sample(
            subject, m, 0, new InlineBytes("text/plain", ByteBuffer.wrap(payload)));
    sample.setEventTime(eventTime);
    return sample;
  }

  private void send(String topic, String key, SpecificRecord value) {
    producer.send(new ProducerRecord<>(topic, key, registry.encode(topic, value)));
  }

  private static String imageOf(Prediction p) {
    return p.getInputs().stream()
        .filter(r -> r.getModality() == Modality.IMAGE)
        .map(SampleRef::getSha256)
        .findFirst()
        .orElseThrow();
  }

  private static String sha256(String payload) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(payload.getBytes(StandardCharsets.UTF_8)));
  }

  private AppConfig config(EmbeddedDefault embedded, String instance, String patience) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap.servers", embedded.bootstrapServers());
    values.put("schema.registry.url", embedded.registryUrl());
    values.put("pipelines", "patient");
    values.put("state.dir", dir.resolve(instance).toString());
    values.put("kafka.consumer.session.timeout.ms", "6000");
    values.put("patient.window.size", "10m");
    values.put("intake.feeds", "radiology");
    values.put("intake.radiology.topic", FEED);
    values.put("intake.radiology.pipeline", "patient");
    values.put("intake.radiology.modality", "image");
    values.put("intake.radiology.key", "mapping");
    values.put("intake.radiology.mapping.topic", MAPPING);
    values.put("intake.radiology.mapping.patience", patience);
    return ConfigLoader.load(values, Map.of(), Map.of());
  }
}
