package io.lacuna.app.record;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.model.recording.CloseableIterator;
import io.lacuna.model.recording.KeyedHash;
import io.lacuna.model.recording.Mask;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.RecordedRecord;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker with the topics of a few pipelines, and the means to fill and record them. */
final class RecordingBroker implements AutoCloseable {
  static final int PARTITIONS = 2;

  final Path dir;
  final AppConfig config;
  final Map<String, Object> connection;
  final RegistryAvro registry;
  final Admin admin;
  final List<String> said = new CopyOnWriteArrayList<>();
  private final EmbeddedDefault embedded;
  private final KafkaProducer<String, byte[]> producer;

  RecordingBroker(Path dir) throws Exception {
    this.dir = dir;
    this.embedded = EmbeddedDefault.start(dir.resolve("kafka"));
    Path claims = Files.createDirectories(dir.resolve("claims"));
    this.config =
        ConfigLoader.load(
            Map.of(
                "bootstrap.servers",
                embedded.bootstrapServers(),
                "schema.registry.url",
                embedded.registryUrl(),
                "pipelines",
                "patient,bounded,deleted",
                "claim.root",
                claims.toString(),
                "state.dir",
                dir.resolve("state").toString(),
                "patient.window.size",
                "1s",
                "patient.window.grace",
                "200ms",
                "patient.window.retention",
                "1s"),
            Map.of(),
            Map.of());
    this.connection = ClientSettings.connection(config);
    this.registry = RegistryAvro.connect(config.registry());
    this.admin = Admin.create(connection);
    this.producer =
        new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
    new TopicSetup(config, admin).create(PARTITIONS, (short) 1, Map.of("retention.ms", "-1"));
  }

  PipelineConfig pipeline(String name) {
    return config.pipelines().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  static Sample sample(String subject, Modality modality, Object payload) {
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(modality)
        .setEventTime(Instant.now())
        .setPayload(payload)
        .build();
  }

  static InlineBytes text(String words) {
    return new InlineBytes("text/plain", ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)));
  }

  /** A claim to {@code content}; the file is written only if {@code kept}. */
  ClaimCheck claim(String name, String content, boolean kept) throws Exception {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    Path file = dir.resolve("claims").resolve(name);
    if (kept) {
      Files.write(file, bytes);
    }
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
    return new ClaimCheck(
        file.toUri().toString(),
        HexFormat.of().formatHex(sha256),
        (long) bytes.length,
        "text/plain");
  }

  /** Sends to a partition, with the producer's timestamp where none is given. */
  void send(String topic, Integer partition, Long timestampMs, String key, byte[] value)
      throws Exception {
    producer.send(new ProducerRecord<>(topic, partition, timestampMs, key, value)).get();
  }

  void send(Topics topics, Sample sample) throws Exception {
    String topic = topics.input(sample.getModality());
    send(topic, null, null, sample.getSubject(), registry.encode(topic, sample));
  }

  RecordingFolder record(String pipeline, String out, Bound from, Bound to, boolean allowHoles)
      throws IOException {
    return record(pipeline, out, from, to, allowHoles, Duration.ZERO, Set.of());
  }

  RecordingFolder record(
      String pipeline,
      String out,
      Bound from,
      Bound to,
      boolean allowHoles,
      Duration follow,
      Set<Mask> masks)
      throws IOException {
    PipelineConfig of = pipeline(pipeline);
    RecordingPlan plan =
        new RecordingPlan(
            out,
            "made by a test",
            RecordingPlan.topics(of.topics(), null, null),
            from,
            to,
            follow,
            allowHoles,
            masks,
            KeyedHash.random());
    return new Recorder(config, of, registry, connection, plan, said::add).record(dir.resolve(out));
  }

  static List<RecordedRecord> records(RecordingFolder recording, String role, int partition)
      throws IOException {
    List<RecordedRecord> records = new ArrayList<>();
    try (CloseableIterator<RecordedRecord> in = recording.records(role, partition)) {
      in.forEachRemaining(records::add);
    }
    return records;
  }

  static List<RecordedRecord> records(RecordingFolder recording, String role) throws IOException {
    List<RecordedRecord> records = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      records.addAll(records(recording, role, partition));
    }
    return records;
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    registry.close();
    embedded.close();
  }
}
