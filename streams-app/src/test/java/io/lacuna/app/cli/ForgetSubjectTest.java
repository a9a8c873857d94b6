package io.lacuna.app.cli;

import static io.lacuna.schema.Modality.IMAGE;
import static io.lacuna.schema.Modality.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.LedgerReader;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.Topics;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.app.ops.TopicReader;
import io.lacuna.app.privacy.Privacy;
import io.lacuna.app.replay.LiveRuns;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.recording.TopicRole;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.LateSample;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.seal.SampleCipher;
import io.lacuna.wire.seal.SealException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deleting a subject's key makes its payloads unreadable everywhere they were written: a service
 * runs on encrypted and on plain samples, and everything that it left is looked through.
 */
class ForgetSubjectTest {
  private static final String FORGOTTEN = "P-forgotten";
  private static final String KEPT = "P-kept";
  private static final String OPEN = "P-open";
  private static final String SEALED_MARK = "SECRET-FINDING";
  private static final String PLAIN_MARK = "OPEN-FINDING";

  @TempDir Path dir;
  private final List<Prediction> seen = new CopyOnWriteArrayList<>();
  private final StringWriter out = new StringWriter();
  private EmbeddedDefault embedded;
  private AppConfig config;
  private Topics topics;
  private RegistryAvro registry;
  private KafkaProducer<String, byte[]> producer;
  private byte[] claimed;

  @BeforeEach
  void start() throws Exception {
    embedded = EmbeddedDefault.start(dir.resolve("kafka"));
    Files.createDirectories(dir.resolve("claims"));
    Map<String, String> keys = new HashMap<>();
    keys.put("bootstrap.servers", embedded.bootstrapServers());
    keys.put("schema.registry.url", embedded.registryUrl());
    keys.put("pipelines", "patient");
    keys.put("state.dir", dir.resolve("state").toString());
    keys.put("claim.root", dir.resolve("claims").toString());
    keys.put("patient.window.kind", "correlated");
    keys.put("patient.window.expected", "image,text");
    keys.put("privacy.kek", "${file:" + dir.resolve("secret") + ":kek}");
    keys.put("audit.required", "true");
    keys.put("audit.actor", "somebody");
    store("secret", Map.of("kek", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="));
    store("lacuna.properties", keys);
    config = ConfigLoader.load(keys, Map.of(), Map.of());
    topics = config.pipelines().get(0).topics();
    registry = RegistryAvro.connect(config.registry());
    producer =
        new KafkaProducer<>(
            ClientSettings.connection(config), new StringSerializer(), new ByteArraySerializer());
    verb("topics", "create", "--partitions", "2", "--topic-config", "retention.ms=-1");
  }

  private void store(String name, Map<String, String> values) throws IOException {
    Properties properties = new Properties();
    properties.putAll(values);
    try (var writer = Files.newBufferedWriter(dir.resolve(name))) {
      properties.store(writer, null);
    }
  }

  @AfterEach
  void stop() {
    producer.close();
    registry.close();
    embedded.close();
  }

  @Test
  void aForgottenSubjectsPayloadsAreUnreadableEverywhere() throws Exception {
    try (Privacy privacy = Privacy.open(config, registry);
        LacunaApp app = app();
        PredictionTail tail = tail()) {
      app.start();
      feed(privacy.cipher());
      awaitPredictions(4);
      send(privacy.cipher().seal(text(FORGOTTEN, "w1", SEALED_MARK + " late")));
      await().atMost(Duration.ofMinutes(1)).until(() -> read(topics.late()).size() == 1);
      LedgerReader ledgers = new LedgerReader(app.streams());
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  ledgers
                      .sum("patient")
                      .filter(l -> l.getModalities().get(TEXT.ordinal()).getDuplicate() == 1)
                      .filter(l -> l.getProgress() == null)
                      .isPresent());
    }
    RecordingFolder recording = LiveRuns.record(config, registry, dir.resolve("recording"), false);
    List<Sample> written = written(recording);
    assertThat(ofSubject(written, FORGOTTEN)).hasSizeGreaterThanOrEqualTo(10);
    nothingSealedCanBeSeen(recording);

    String said = verb("subject", "forget", FORGOTTEN);
    assertThat(said).contains("1 data keys and 2 rows").contains("UNREADABLE  recordings");
    assertThat(said).doesNotContain(FORGOTTEN);

    try (Privacy restarted = Privacy.open(config, registry)) {
      for (Sample sample : ofSubject(written, FORGOTTEN)) {
        assertThat(opened(restarted.cipher(), sample)).as("%s", sample).isEqualTo("KEY_DELETED");
      }
      for (Sample sample : ofSubject(written, KEPT)) {
        assertThat(opened(restarted.cipher(), sample)).startsWith(SEALED_MARK);
      }
      assertThat(latestOf(FORGOTTEN)).isEmpty();
      assertThat(latestOf(KEPT)).hasSize(1);
      aWindowThatWasOpenGoesOnWithoutWhatWasForgotten(restarted.cipher());
    }
    assertThat(verb("subject", "forget", FORGOTTEN, "--dry-run", "--json"))
        .contains("\"keys\":1,\"rows\":1")
        .doesNotContain(FORGOTTEN);
    String audit = verb("audit", "list");
    assertThat(audit.lines().map(line -> line.split(" +")[1]))
        .containsExactly("INTENDED", "DONE", "INTENDED", "DONE");
    assertThat(audit)
        .contains("somebody  topics create")
        .contains("subject forget  subject ")
        .contains("1 keys and 2 rows deleted")
        .doesNotContain(FORGOTTEN);
  }

  /** One prediction each of w1, w3, w4 and w5; w2 waits for its image. */
  private void feed(SampleCipher cipher) throws Exception {
    Sample text = cipher.seal(text(FORGOTTEN, "w1", SEALED_MARK + " one"));
    send(text);
    send(Sample.newBuilder(text).build());
    send(cipher.seal(sample(FORGOTTEN, IMAGE, "w1", inline("image/png", SEALED_MARK + " two"))));
    send(cipher.seal(text(FORGOTTEN, "w2", SEALED_MARK + " three")));
    send(claim(cipher));
    send(cipher.seal(text(FORGOTTEN, "w3", SEALED_MARK + " five")));
    // its key is not its subject: a dead letter with the bytes as they were sent
    Sample misplaced = cipher.seal(text(FORGOTTEN, "w1", SEALED_MARK + " six"));
    producer.send(
        new ProducerRecord<>(
            topics.input(TEXT), "another", registry.encode(topics.input(TEXT), misplaced)));
    send(cipher.seal(text(KEPT, "w4", SEALED_MARK + " seven")));
    send(cipher.seal(sample(KEPT, IMAGE, "w4", inline("image/png", SEALED_MARK + " eight"))));
    send(text(OPEN, "w5", PLAIN_MARK + " one"));
    send(sample(OPEN, IMAGE, "w5", inline("image/png", PLAIN_MARK + " two")));
  }

  private Sample claim(SampleCipher cipher) throws Exception {
    Sample sample = sample(FORGOTTEN, IMAGE, "w3", inline("image/png", ""));
    SampleCipher.SealedContent sealed =
        cipher.sealContent(
            sample, "image/png", (SEALED_MARK + " four").getBytes(StandardCharsets.UTF_8));
    claimed = sealed.bytes();
    Path file = Files.write(dir.resolve("claims/four"), claimed);
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(claimed);
    sample.setPayload(
        new ClaimCheck(
            file.toUri().toString(),
            HexFormat.of().formatHex(sha256),
            (long) claimed.length,
            "image/png"));
    sample.setEncryption(sealed.encryption());
    return sample;
  }

  /** Every sample that stands anywhere as one. */
  private List<Sample> written(RecordingFolder recording) throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (Modality m : List.of(IMAGE, TEXT)) {
      for (ConsumerRecord<byte[], byte[]> record : read(topics.input(m))) {
        samples.add(registry.decode(record.value(), Sample.class));
      }
      recording.each(TopicRole.of(m), r -> samples.add(decode(bytes(r.getValue()))));
    }
    for (ConsumerRecord<byte[], byte[]> record : read(topics.late())) {
      samples.add(registry.decode(record.value(), LateSample.class).getSample());
    }
    List<ConsumerRecord<byte[], byte[]>> dead = read(topics.deadLetters());
    assertThat(dead).hasSize(1);
    samples.add(decode(dead.get(0).value()));
    recording.each(TopicRole.DEAD_LETTERS, r -> samples.add(decode(bytes(r.getValue()))));
    return samples;
  }

  private Sample decode(byte[] value) {
    try {
      return registry.decode(value, Sample.class);
    } catch (io.lacuna.wire.WireException e) {
      throw new AssertionError(e);
    }
  }

  private void nothingSealedCanBeSeen(RecordingFolder recording) throws Exception {
    Set<String> withPlain = new TreeSet<>();
    Set<String> all = allTopics();
    for (String topic : all) {
      for (ConsumerRecord<byte[], byte[]> record : read(topic)) {
        String value = string(record.value());
        assertThat(value).as(topic).doesNotContain(SEALED_MARK);
        if (value.contains(PLAIN_MARK)) {
          withPlain.add(topic);
        }
      }
    }
    assertThat(all).anyMatch(t -> t.endsWith("-changelog"));
    assertThat(withPlain)
        .as("where the search finds what is not encrypted")
        .containsExactly(topics.input(IMAGE), topics.input(TEXT));
    for (TopicRole role : TopicRole.values()) {
      if (recording.roles().contains(role.word())) {
        recording.each(
            role,
            r -> {
              assertThat(string(bytes(r.getValue()))).as(role.word()).doesNotContain(SEALED_MARK);
              assertThat(string(bytes(r.getClaim()))).as(role.word()).doesNotContain(SEALED_MARK);
            });
      }
    }
    try (Stream<Path> files = Files.walk(dir)) {
      files
          .filter(Files::isRegularFile)
          .forEach(f -> assertThat(string(content(f))).as("%s", f).doesNotContain(SEALED_MARK));
    }
  }

  private Set<String> allTopics() throws Exception {
    try (Admin admin = Admin.create(ClientSettings.connection(config))) {
      return new TreeSet<>(
          admin.listTopics(new ListTopicsOptions().listInternal(false)).names().get());
    }
  }

  private void aWindowThatWasOpenGoesOnWithoutWhatWasForgotten(SampleCipher cipher)
      throws Exception {
    seen.clear();
    try (LacunaApp app = app();
        PredictionTail tail = tail()) {
      app.start();
      send(cipher.seal(sample(FORGOTTEN, IMAGE, "w2", inline("image/png", SEALED_MARK + " nine"))));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> seen.stream().anyMatch(p -> p.getWindowId().contains("w2")));
    }
    Prediction prediction =
        seen.stream().filter(p -> p.getWindowId().contains("w2")).findFirst().orElseThrow();
    assertThat(prediction.getPresenceLetters()).isEqualTo("I--");
    assertThat(prediction.getAbsences()).contains(new Absence(TEXT, AbsenceReason.MASKED));
    assertThat(prediction.getScores()).isNotNull();
    List<ConsumerRecord<byte[], byte[]>> dead = read(topics.deadLetters());
    assertThat(dead).hasSize(2);
    assertThat(
            new String(
                dead.stream()
                    .filter(d -> "pointer".equals(header(d, "lacuna.dlq.kind")))
                    .findFirst()
                    .orElseThrow()
                    .headers()
                    .lastHeader("lacuna.error.reason")
                    .value(),
                StandardCharsets.UTF_8))
        .isEqualTo("KEY_DELETED");
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return string(record.headers().lastHeader(name).value());
  }

  private String opened(SampleCipher cipher, Sample sample) {
    try {
      Object payload = cipher.open(sample);
      if (payload instanceof InlineBytes inline) {
        return string(bytes(inline.getBytes()));
      }
      return string(cipher.openContent(sample, "image/png", claimed));
    } catch (SealException e) {
      return e.reason().name();
    }
  }

  private List<String> latestOf(String subject) {
    Map<String, byte[]> rows = new HashMap<>();
    read(topics.latest()).forEach(r -> rows.put(string(r.key()), r.value()));
    return rows.entrySet().stream()
        .filter(row -> row.getKey().startsWith(subject) && row.getValue() != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<Sample> ofSubject(List<Sample> samples, String subject) {
    return samples.stream().filter(s -> s.getSubject().equals(subject)).toList();
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (TopicReader reader = new TopicReader(ClientSettings.connection(config))) {
      reader.read(topic, new TopicReader.From.Beginning(), records::add);
    }
    return records;
  }

  private void awaitPredictions(int count) {
    await().atMost(Duration.ofMinutes(1)).until(() -> seen.size() >= count);
    assertThat(seen).extracting(Prediction::getPresenceLetters).containsOnly("IT-");
  }

  private static Sample text(String subject, String window, String words) {
    return sample(subject, TEXT, window, inline("text/plain", words));
  }

  private static InlineBytes inline(String mediaType, String content) {
    return new InlineBytes(mediaType, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }

  private static Sample sample(String subject, Modality m, String window, Object payload) {
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(m)
        .setEventTime(Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS))
        .setCorrelationId(window)
        .setPayload(payload)
        .build();
  }

  private void send(Sample sample) throws Exception {
    String topic = topics.input(sample.getModality());
    producer
        .send(new ProducerRecord<>(topic, sample.getSubject(), registry.encode(topic, sample)))
        .get();
  }

  private LacunaApp app() {
    return new LacunaApp(config, p -> new SizeModel(), registry, new SimpleMeterRegistry());
  }

  private PredictionTail tail() {
    return new PredictionTail(
        config.pipelines(),
        ClientSettings.connection(config),
        registry,
        true,
        (p, now) -> seen.add(p));
  }

  /** What the verb printed; it must end well. */
  private String verb(String... args) {
    out.getBuffer().setLength(0);
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--config", dir.resolve("lacuna.properties").toString()));
    var main = Main.commandLine();
    main.setOut(new PrintWriter(out, true));
    main.setErr(new PrintWriter(err, true));
    assertThat(main.execute(all.toArray(String[]::new))).as(err.toString()).isZero();
    return out.toString();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer == null ? 0 : buffer.remaining()];
    if (buffer != null) {
      buffer.duplicate().get(bytes);
    }
    return bytes;
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String string(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
