package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.Topics;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.app.ops.TopicReader;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine;

/** A broker with the topics of a service that has keys, and the means to run and feed it. */
final class EncryptedService implements AutoCloseable {
  final AppConfig config;
  final Topics topics;
  final RegistryAvro registry;
  private final Path dir;
  private final EmbeddedDefault embedded;
  private final KafkaProducer<String, byte[]> producer;

  /** A service for patients with images and texts. */
  EncryptedService(Path dir) throws IOException {
    this(
        dir,
        Map.of(
            "pipelines", "patient",
            "patient.window.kind", "correlated",
            "patient.window.expected", "image,text"));
  }

  /**
   * @param dir takes all that the service and its broker write
   * @param pipeline keys of its only pipeline and of feeds
   */
  EncryptedService(Path dir, Map<String, String> pipeline) throws IOException {
    this.dir = dir;
    this.embedded = EmbeddedDefault.start(dir.resolve("kafka"));
    Files.createDirectories(dir.resolve("claims"));
    Map<String, String> keys = new HashMap<>(pipeline);
    keys.put("bootstrap.servers", embedded.bootstrapServers());
    keys.put("schema.registry.url", embedded.registryUrl());
    keys.put("state.dir", dir.resolve("state").toString());
    keys.put("claim.root", dir.resolve("claims").toString());
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
    try (Writer writer = Files.newBufferedWriter(dir.resolve(name))) {
      properties.store(writer, null);
    }
  }

  /** What a verb of the command line printed; it must end well. */
  String verb(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--config", dir.resolve("lacuna.properties").toString()));
    CommandLine main = Main.commandLine();
    main.setOut(new PrintWriter(out, true));
    main.setErr(new PrintWriter(err, true));
    assertThat(main.execute(all.toArray(String[]::new))).as(err.toString()).isZero();
    return out.toString();
  }

  LacunaApp app() {
    return app(new SimpleMeterRegistry());
  }

  LacunaApp app(MeterRegistry meters) {
    return new LacunaApp(config, p -> new SizeModel(), registry, meters);
  }

  PredictionTail tail(Consumer<Prediction> each) {
    return new PredictionTail(
        config.pipelines(),
        ClientSettings.connection(config),
        registry,
        true,
        (p, now) -> each.accept(p));
  }

  static InlineBytes inline(String mediaType, String content) {
    return new InlineBytes(mediaType, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }

  static Sample text(String subject, String window, String words) {
    return sample(subject, Modality.TEXT, window, inline("text/plain", words));
  }

  static Sample image(String subject, String window, String content) {
    return sample(subject, Modality.IMAGE, window, inline("image/png", content));
  }

  private static Sample sample(String subject, Modality m, String window, InlineBytes payload) {
    return Sample.newBuilder()
        .setSubject(subject)
        .setModality(m)
        .setEventTime(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .setCorrelationId(window)
        .setPayload(payload)
        .build();
  }

  void send(Sample sample) throws Exception {
    send(sample.getSubject(), sample);
  }

  void send(String key, Sample sample) throws Exception {
    send(topics.input(sample.getModality()), key, sample);
  }

  void send(String topic, String key, SpecificRecord value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key, registry.encode(topic, value))).get();
  }

  /** Every record of a topic, its own and the clients' internal ones alike. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (TopicReader reader = new TopicReader(ClientSettings.connection(config))) {
      reader.read(topic, new TopicReader.From.Beginning(), records::add);
    }
    return records;
  }

  /** Names of all topics with content of the service, changelogs too. */
  Set<String> allTopics() throws Exception {
    try (Admin admin = Admin.create(ClientSettings.connection(config))) {
      return new TreeSet<>(admin.listTopics().names().get());
    }
  }

  @Override
  public void close() {
    producer.close();
    registry.close();
    embedded.close();
  }
}
