package io.lacuna.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.Topics;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.PipelineHarness;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace through a real broker to a collector of OTLP over HTTP. */
class TraceBrokerTest {
  private static final String SUBJECT = "patient-4711";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String UPSTREAM = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @TempDir Path dir;

  /** What was posted, byte for byte as characters. */
  private final List<String> posted = new CopyOnWriteArrayList<>();

  @Test
  void theTraceOfASampleGoesOnInItsPrediction() throws Exception {
    HttpServer collector = collector();
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      AppConfig config = config(embedded, collector.getAddress().getPort());
      Map<String, Object> connection = ClientSettings.connection(config);
      Topics topics = config.pipelines().get(0).topics();
      try (Admin admin = Admin.create(connection);
          RegistryAvro registry = RegistryAvro.connect(config.registry())) {
        new TopicSetup(config, admin).create(1, (short) 1, Map.of("retention.ms", "-1"));
        String traceparent;
        try (LacunaApp app =
            new LacunaApp(config, p -> new SizeModel(), registry, new SimpleMeterRegistry())) {
          app.start();
          send(connection, registry, topics);
          traceparent = firstPrediction(connection, topics);
        }
        assertThat(traceparent).startsWith("00-" + TRACE).endsWith("-01");
        String spans = String.join("", posted);
        assertThat(spans)
            .contains("window", "queue", "score", "lacuna.batch.size", "prediction", "patient")
            .as("of whom they are")
            .doesNotContain(SUBJECT);
        byte[] id = HexFormat.of().parseHex(traceparent.split("-")[2]);
        assertThat(spans).as("the span that made it").contains(new String(id, ISO_8859_1));
      }
    } finally {
      collector.stop(0);
    }
  }

  private HttpServer collector() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          posted.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private AppConfig config(EmbeddedDefault embedded, int collector) {
    return ConfigLoader.load(
        Map.of(
            "bootstrap.servers",
            embedded.bootstrapServers(),
            "schema.registry.url",
            embedded.registryUrl(),
            "pipelines",
            "patient",
            "state.dir",
            dir.resolve("state").toString(),
            "patient.window.expected",
            "text,image",
            "trace.enabled",
            "true",
            "trace.sample.ratio",
            "0",
            "trace.otlp.endpoint",
            "http://127.0.0.1:" + collector + "/v1/traces"),
        Map.of(),
        Map.of());
  }

  private static void send(Map<String, Object> connection, RegistryAvro registry, Topics topics) {
    try (var producer =
        new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer())) {
      for (Modality m : List.of(Modality.TEXT, Modality.IMAGE)) {
        Sample sample =
            PipelineHarness.sample(
                SUBJECT, m, 0, new InlineBytes("text/plain", ByteBuffer.wrap("x".getBytes(UTF_8))));
        sample.setEventTime(Instant.now());
        ProducerRecord<String, byte[]> record =
            new ProducerRecord<>(
                topics.input(m), SUBJECT, registry.encode(topics.input(m), sample));
        record.headers().add("traceparent", UPSTREAM.getBytes(US_ASCII));
        producer.send(record);
      }
    }
  }

  private static String firstPrediction(Map<String, Object> connection, Topics topics) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put("isolation.level", "read_committed");
    List<String> found = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topics.predictions(), 0);
      consumer.assign(Set.of(partition));
      consumer.seekToBeginning(Set.of(partition));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(100))
                    .forEach(
                        r ->
                            found.add(
                                new String(
                                    r.headers().lastHeader("traceparent").value(), US_ASCII)));
                return !found.isEmpty();
              });
    }
    return found.get(0);
  }
}
