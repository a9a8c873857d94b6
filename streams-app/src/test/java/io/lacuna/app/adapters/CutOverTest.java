package io.lacuna.app.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.LedgerReader;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.replay.LiveRuns;
import io.lacuna.app.replay.Verification;
import io.lacuna.model.adapter.AdapterException;
import io.lacuna.model.adapter.Refusal;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.score.AdapterFolder;
import io.lacuna.model.score.BatchShape;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.schema.CutOver;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promotion on a real broker with the shipped base: adapters come while windows are scored. */
class CutOverTest {
  private static final Path MODELS = Path.of("../models").toAbsolutePath().normalize();
  private static final Path SHIPPED = MODELS.resolve("patient/mora");
  private static final Path BASE = MODELS.resolve("patient/base");

  @TempDir Path dir;
  private final List<Prediction> seen = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private EmbeddedDefault embedded;
  private AppConfig config;
  private RegistryAvro registry;
  private KafkaProducer<String, byte[]> producer;
  private AdapterLibrary library;

  @BeforeEach
  void start() throws Exception {
    embedded = EmbeddedDefault.start(dir.resolve("kafka"));
    config =
        ConfigLoader.load(
            Map.ofEntries(
                Map.entry("bootstrap.servers", embedded.bootstrapServers()),
                Map.entry("schema.registry.url", embedded.registryUrl()),
                Map.entry("pipelines", "patient"),
                Map.entry("models.dir", MODELS.toString()),
                Map.entry("state.dir", dir.resolve("state").toString()),
                Map.entry("adapters.source", "topic"),
                Map.entry("adapters.lead", "3s"),
                Map.entry("patient.shadow", "patient-mora"),
                Map.entry("patient.window.expected", "text"),
                Map.entry("patient.window.samples.text", "last"),
                Map.entry("patient.window.retention", "10m")),
            Map.of(),
            Map.of());
    Map<String, Object> connection = ClientSettings.connection(config);
    try (Admin admin = Admin.create(connection)) {
      new TopicSetup(config, admin).create(1, (short) 1, Map.of("retention.ms", "-1"));
    }
    registry = RegistryAvro.connect(config.registry());
    producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
    library = AdapterLibrary.open(config);
  }

  @AfterEach
  void stop() {
    library.close();
    producer.close();
    registry.close();
    embedded.close();
  }

  @Test
  void windowsAreScoredWithTheAdapterOfTheirStartThroughCorruptFilesAndARestart() throws Exception {
    String first = AdapterFolder.verify(SHIPPED, BASE).digest();
    String second;
    Instant early = Instant.now();
    try (LacunaApp app = app();
        PredictionTail tail = tail()) {
      app.start();
      send("early", early);
      assertThat(adapterOf("early", 0)).isEqualTo(first);

      Path folder = copy("second");
      second = library.publish("patient", folder, folder.toString(), List.of(), List.of()).digest();
      CutOver cutOver = cutOver("second");
      send("before", cutOver.getFrom().minusMillis(1));
      send("after", cutOver.getFrom());
      assertThat(adapterOf("before", 0)).isEqualTo(first);
      assertThat(adapterOf("after", 0)).isEqualTo(second);

      Path half = copy("half");
      library.publish("patient", half, half.toString(), List.of(), List.of());
      truncate(half.resolve("adapter_model.safetensors"));
      CutOver corrupt = cutOver("half");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  library.describe(Instant.now()).stream()
                      .anyMatch(line -> line.contains("refused: FILE_CHANGED")));
      send("still", corrupt.getFrom());
      assertThat(adapterOf("still", 0)).isEqualTo(second);
      assertThat(
              meters.get("lacuna.adapters.refused").tag("reason", "file_changed").counter().count())
          .isEqualTo(1);
      delete(folder);
    }

    try (LacunaApp app = app();
        PredictionTail tail = tail()) {
      app.start();
      send("early", early.plusMillis(1));
      send("new", Instant.now());
      assertThat(adapterOf("early", 1)).isEqualTo(first);
      assertThat(adapterOf("new", 0)).isEqualTo(second);
      assertThat(app.health().details()).containsEntry("adapters", "ok");
    }
    assertThat(seen).allMatch(p -> p.getScores() != null);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> meters.get("lacuna.shadow").tag("outcome", "scored").counter().count() >= 6);
  }

  @Test
  void aRecordedRunIsRepeatedToTheBitWithTheAdaptersThatWereInForce() throws Exception {
    Path folder = copy("second");
    BatchShape fixed = BatchShape.fixed(8);
    try (LacunaApp app =
            new LacunaApp(config, pipeline -> model(pipeline, fixed), registry, meters);
        PredictionTail tail = tail()) {
      app.start();
      library.publish("patient", folder, folder.toString(), List.of(), List.of());
      CutOver cutOver = cutOver("second");
      send("before", cutOver.getFrom().minusMillis(1));
      send("after", cutOver.getFrom());
      adapterOf("before", 0);
      adapterOf("after", 0);
      LedgerReader ledgers = new LedgerReader(app.streams());
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> ledgers.sum("patient").filter(l -> l.getProgress() == null).isPresent());
    }
    RecordingFolder recording = LiveRuns.record(config, registry, dir.resolve("recording"), true);
    try (ScoringModel model = model(config.pipelines().get(0), fixed)) {
      Verification.Result result = LiveRuns.verify(recording, config, model);
      assertThat(result.differences().first()).isEmpty();
      assertThat(result.compared()).isEqualTo(2);
      assertThat(result.otherBits()).as("scores of other bits").isZero();
    }
    flipOneByte(folder.resolve("adapter_model.safetensors"));
    try (ScoringModel model = model(config.pipelines().get(0), fixed)) {
      assertThatThrownBy(() -> LiveRuns.verify(recording, config, model))
          .isInstanceOfSatisfying(
              AdapterException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.FILE_CHANGED))
          .hasMessageContaining("adapter_model.safetensors");
    }
  }

  private static void flipOneByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  private LacunaApp app() {
    return new LacunaApp(config, p -> model(p, BatchShape.DYNAMIC), registry, meters);
  }

  private static ScoringModel model(PipelineConfig pipeline, BatchShape shape) {
    try {
      return DjlScoringModel.openVerified(pipeline.base(), pipeline.adapters(), "cpu", shape);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PredictionTail tail() {
    return new PredictionTail(
        config.pipelines(),
        ClientSettings.connection(config),
        registry,
        true,
        (p, now) -> seen.add(p));
  }

  private CutOver cutOver(String adapter) throws Exception {
    return library.cutOver("patient", "*/*", adapter, Instant.now().plusSeconds(6), null, null);
  }

  private String adapterOf(String subject, int revision) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> seen.stream().anyMatch(p -> is(p, subject, revision)));
    return seen.stream()
        .filter(p -> is(p, subject, revision))
        .findFirst()
        .orElseThrow()
        .getAdapterDigest();
  }

  private static boolean is(Prediction p, String subject, int revision) {
    return p.getSubject().equals(subject) && p.getRevision() == revision;
  }

  private void send(String subject, Instant eventTime) {
    byte[] words = "short of breath since noon".getBytes(StandardCharsets.UTF_8);
    Sample sample =
        PipelineHarness.sample(
            subject, Modality.TEXT, 0, new InlineBytes("text/plain", ByteBuffer.wrap(words)));
    sample.setEventTime(eventTime);
    String topic = config.pipelines().get(0).topics().input(Modality.TEXT);
    producer.send(new ProducerRecord<>(topic, subject, registry.encode(topic, sample)));
    producer.flush();
  }

  /** The shipped adapter under another id, which is another adapter to everybody. */
  private Path copy(String id) throws IOException {
    Path folder = Files.createDirectory(dir.resolve(id));
    String json = Files.readString(SHIPPED.resolve("adapter_config.json"));
    Files.writeString(
        folder.resolve("adapter_config.json"), json.replace("\"patient-mora\"", "\"" + id + "\""));
    Files.copy(
        SHIPPED.resolve("adapter_model.safetensors"), folder.resolve("adapter_model.safetensors"));
    AdapterFolder.writeGolden(folder, BASE);
    return folder;
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
  }

  private static void delete(Path folder) throws IOException {
    for (String name : AdapterFolder.SERVED) {
      Files.delete(folder.resolve(name));
    }
  }
}
