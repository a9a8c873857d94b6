package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.Topics;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.app.topology.Stores;
import io.lacuna.app.window.Ledger;
import io.lacuna.schema.Cause;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.schema.state.TaskLedger;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.LagInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Windows that one instance opened are completed by another: by one that held them as a standby,
 * then by one that comes with an empty directory and reads the changelogs.
 */
class StandbyTest {
  private static final int PARTITIONS = 2;
  private static final List<String> SUBJECTS =
      IntStream.range(0, 20).mapToObj(i -> "p" + i).toList();

  @TempDir Path dir;
  private final List<Prediction> seen = new CopyOnWriteArrayList<>();
  private Instant eventTime;

  @BeforeEach
  void now() {
    eventTime = Instant.now();
  }

  @Test
  void openWindowsSurviveTheInstanceThatOpenedThem() throws Exception {
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      AppConfig first = config(embedded, "first");
      Map<String, Object> connection = ClientSettings.connection(first);
      try (Admin admin = Admin.create(connection);
          RegistryAvro registry = RegistryAvro.connect(first.registry());
          var producer =
              new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer())) {
        new TopicSetup(first, admin).create(PARTITIONS, (short) 1, Map.of("retention.ms", "-1"));
        Sender sender = new Sender(producer, registry, first.pipelines().get(0).topics());
        try (PredictionTail tail =
            new PredictionTail(
                first.pipelines(), connection, registry, true, (p, now) -> seen.add(p))) {
          handOver(embedded, registry, sender);
        }
      }
    }
    assertThat(seen)
        .allSatisfy(p -> assertThat(p.getPresenceLetters()).isEqualTo("ITA"))
        .allSatisfy(p -> assertThat(p.getCause()).isEqualTo(Cause.COMPLETE))
        .extracting(Prediction::getSubject)
        .containsExactlyInAnyOrderElementsOf(SUBJECTS);
  }

  private void handOver(EmbeddedDefault embedded, RegistryAvro registry, Sender sender) {
    try (LacunaApp standby = app(config(embedded, "standby"), registry)) {
      try (LacunaApp opener = app(config(embedded, "first"), registry)) {
        opener.start();
        sender.send(SUBJECTS, Modality.IMAGE, Modality.TEXT);
        awaitRead(opener, 2 * SUBJECTS.size());
        standby.start();
        await().atMost(Duration.ofMinutes(1)).until(() -> isCaughtUp(standby));
      }
      sender.send(SUBJECTS.subList(0, 10), Modality.AUDIO);
      await().atMost(Duration.ofMinutes(1)).until(() -> seen.size() >= 10);
    }
    try (LacunaApp empty = app(config(embedded, "empty"), registry)) {
      empty.start();
      sender.send(SUBJECTS.subList(10, 20), Modality.AUDIO);
      await().atMost(Duration.ofMinutes(1)).until(() -> seen.size() >= 20);
      awaitRead(empty, 3 * SUBJECTS.size());
      assertBalanced(new LedgerReader(empty.streams()).sum("patient").orElseThrow());
    }
  }

  private static LacunaApp app(AppConfig config, RegistryAvro registry) {
    return new LacunaApp(config, p -> new SizeModel(), registry, new SimpleMeterRegistry());
  }

  /** It has a copy of every partition's windows that lacks nothing. */
  private static boolean isCaughtUp(LacunaApp app) {
    Map<Integer, LagInfo> lags =
        app.streams()
            .allLocalStorePartitionLags()
            .getOrDefault(Stores.Names.of("patient").windows(), Map.of());
    // the marker of a transaction is an offset and no record
    return lags.size() == PARTITIONS
        && lags.values().stream()
            .allMatch(lag -> lag.offsetLag() <= 1 && lag.currentOffsetPosition() > 1);
  }

  private static void awaitRead(LacunaApp app, long records) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              Optional<TaskLedger> ledger = new LedgerReader(app.streams()).sum("patient");
              assertThat(ledger).isPresent();
              assertThat(ledger.get().getModalities().stream().mapToLong(m -> m.getIn()).sum())
                  .isEqualTo(records);
            });
  }

  private static void assertBalanced(TaskLedger ledger) {
    assertThat(ledger.getModalities()).allSatisfy(m -> assertThat(Ledger.balance(m)).isZero());
    assertThat(ledger.getOpened()).isEqualTo(SUBJECTS.size());
    assertThat(ledger.getFinished()).isEqualTo(SUBJECTS.size());
  }

  private AppConfig config(EmbeddedDefault embedded, String instance) {
    return ConfigLoader.load(
        Map.of(
            "bootstrap.servers", embedded.bootstrapServers(),
            "schema.registry.url", embedded.registryUrl(),
            "pipelines", "patient",
            "state.dir", dir.resolve(instance).toString(),
            "kafka.num.standby.replicas", "1",
            "kafka.consumer.session.timeout.ms", "6000",
            "patient.window.size", "5m"),
        Map.of(),
        Map.of());
  }

  private final class Sender {
    private final KafkaProducer<String, byte[]> producer;
    private final RegistryAvro registry;
    private final Topics topics;

    Sender(KafkaProducer<String, byte[]> producer, RegistryAvro registry, Topics topics) {
      this.producer = producer;
      this.registry = registry;
      this.topics = topics;
    }

    void send(List<String> subjects, Modality... modalities) {
      for (Modality m : modalities) {
        for (String subject : subjects) {
          byte[] payload = (subject + m).getBytes(StandardCharsets.UTF_8);
          Sample sample =
              PipelineHarness.sample(
                  subject, m, 0, new InlineBytes("text/plain", ByteBuffer.wrap(payload)));
          sample.setEventTime(eventTime);
          producer.send(
              new ProducerRecord<>(
                  topics.input(m), subject, registry.encode(topics.input(m), sample)));
        }
      }
      producer.flush();
    }
  }
}
