package io.lacuna.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.LedgerReader;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.RecordingReader;
import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.schema.state.TaskLedger;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The recorded patient feed, live on a broker under different threads, polls and loads; then
 * repeated from its decisions log. Nothing may differ: the model of the test gives the same bits
 * whatever the batch.
 */
class LiveRunVerificationTest {
  private static final RecordingFolder FEED = new RecordingFolder(Path.of("../recordings/patient"));
  private static final int HALF = 640;

  @TempDir Path dir;

  @ParameterizedTest(name = "{0} stream thread(s), polls of {1}, {2} records before the start")
  @CsvSource({"1, 1, 0", "2, 50, 0", "2, 1000, 640"})
  void aLiveRunIsRepeated(int threads, int poll, int backlog) throws Exception {
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      AppConfig config = config(embedded, threads, poll);
      Map<String, Object> connection = ClientSettings.connection(config);
      try (Admin admin = Admin.create(connection);
          RegistryAvro registry = RegistryAvro.connect(config.registry())) {
        new TopicSetup(config, admin).create(2, (short) 1, Map.of("retention.ms", "-1"));
        long sent = run(config, connection, registry, backlog);
        RecordingFolder recording =
            LiveRuns.record(config, registry, dir.resolve("recording"), false);

        Verification.Result result = LiveRuns.verify(recording, config, new SizeModel());

        assertThat(result.differences().first()).isEmpty();
        assertThat(result.read()).isEqualTo(sent);
        assertThat(result.unread()).isZero();
        assertThat(result.compared()).isGreaterThan(300);
        assertThat(result.sides()).as("late samples and dead letters").isGreaterThan(10);
        assertThat(result.holds(0)).isTrue();
      }
    }
  }

  private AppConfig config(EmbeddedDefault embedded, int threads, int poll) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap.servers", embedded.bootstrapServers());
    values.put("schema.registry.url", embedded.registryUrl());
    values.put("pipelines", "patient");
    values.put("state.dir", dir.resolve("state").toString());
    values.put("num.stream.threads", Integer.toString(threads));
    values.put("kafka.consumer.max.poll.records", Integer.toString(poll));
    // what the recording took in an hour, silences and deadlines included, in some seconds
    values.put("patient.window.size", "1s");
    values.put("patient.window.grace", "100ms");
    values.put("patient.window.retention", "1500ms");
    values.put("patient.window.wait.audio", "400ms");
    return ConfigLoader.load(values, Map.of(), Map.of());
  }

  private static long run(
      AppConfig config, Map<String, Object> connection, RegistryAvro registry, int backlog)
      throws Exception {
    try (var producer =
            new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer());
        RecordingReader feed = FEED.openFeed();
        LacunaApp app =
            new LacunaApp(config, p -> new SizeModel(), registry, new SimpleMeterRegistry())) {
      long sent = 0;
      for (; sent < backlog; sent++) {
        send(feed.next(), feed, config, registry, producer);
      }
      producer.flush();
      app.start();
      for (; feed.hasNext(); sent++) {
        send(feed.next(), feed, config, registry, producer);
        if (sent == HALF) {
          // silence in the middle: ticks decide
          awaitFinal(app, sent);
        }
      }
      producer.flush();
      awaitFinal(app, sent);
      awaitLogged(app);
      return sent;
    }
  }

  private static void awaitFinal(LacunaApp app, long read) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              assertThat(ledger(app)).isPresent();
              TaskLedger ledger = ledger(app).orElseThrow();
              assertThat(ledger.getModalities().stream().mapToLong(m -> m.getIn()).sum())
                  .isGreaterThanOrEqualTo(read);
              assertThat(ledger.getFinished() + ledger.getAbsorbed()).isEqualTo(ledger.getOpened());
            });
  }

  /** All that was done stands in the decisions log. */
  private static void awaitLogged(LacunaApp app) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> ledger(app).filter(l -> l.getProgress() == null).isPresent());
  }

  private static Optional<TaskLedger> ledger(LacunaApp app) {
    return new LedgerReader(app.streams()).sum("patient");
  }

  private static void send(
      RecordedRecord record,
      RecordingReader feed,
      AppConfig config,
      RegistryAvro registry,
      KafkaProducer<byte[], byte[]> producer) {
    Modality m = Modality.valueOf(record.getTopic().toUpperCase(Locale.ROOT));
    String topic = config.pipelines().get(0).topics().input(m);
    long now = System.currentTimeMillis();
    byte[] value =
        feed.sample(record)
            .map(sample -> registry.encode(topic, retimed(sample, record, now)))
            .orElseGet(() -> FedRecord.bytes(record.getValue()));
    producer.send(new ProducerRecord<>(topic, null, now, FedRecord.bytes(record.getKey()), value));
  }

  /** As long before its sending as the recorded one was before its arrival, 60 times faster. */
  private static Sample retimed(Sample sample, RecordedRecord record, long now) {
    long before = record.getTimestamp().toEpochMilli() - sample.getEventTime().toEpochMilli();
    sample.setEventTime(Instant.ofEpochMilli(now - before / 60));
    return sample;
  }
}
