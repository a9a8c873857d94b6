package io.lacuna.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.schema.Sample;
import io.lacuna.wire.RegistryAvro;
import io.lacuna.wire.WireException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An HTTP door over Kafka's own producer in memory, and a client. */
final class Door implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  static final String P1 = "?pipeline=patient&subject=p1&eventTime=2026-01-31T11:59:58.500Z";
  static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final MockProducer<byte[], byte[]> producer;
  final RegistryAvro registry;
  final Ingest ingest;
  private final IngestServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param acknowledges whether the broker answers by itself
   */
  Door(boolean acknowledges, Map<String, String> keys) {
    this(acknowledges, keys, List.of());
  }

  Door(boolean acknowledges, Map<String, String> keys, List<FeedReader> readers) {
    AppConfig config = config(keys);
    InstantSource clock = InstantSource.fixed(NOW);
    registry = RegistryAvro.connect(config.registry());
    producer =
        new MockProducer<>(
            acknowledges, null, new ByteArraySerializer(), new ByteArraySerializer());
    ingest = new Ingest(config, new SampleSender(registry, producer), meters, clock);
    Messages messages = new Messages(ingest, readers);
    server = IngestServer.start(config.ingest(), ingest, messages, () -> "scraped");
  }

  static AppConfig config(Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(keys);
    all.put("bootstrap.servers", "localhost:1");
    all.put("schema.registry.url", "mock://ingest");
    all.putIfAbsent("ingest.port", "0");
    return ConfigLoader.load(all, Map.of(), Map.of());
  }

  /** Posts a body whose length is said. */
  HttpResponse<String> post(String query, String type, byte[] body, String... headers)
      throws Exception {
    return http.send(request(query, type, BodyPublishers.ofByteArray(body), headers), TEXT);
  }

  HttpResponse<String> post(String query, String type, String body, String... headers)
      throws Exception {
    return post(query, type, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  static final HttpResponse.BodyHandler<String> TEXT = BodyHandlers.ofString();

  HttpRequest request(String query, String type, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/v1/samples" + query))
            .POST(body);
    if (type != null) {
      request.header("Content-Type", type);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  HttpClient http() {
    return http;
  }

  int port() {
    return server.port();
  }

  double count(String meter, String... tags) {
    return meters.get(meter).tags(tags).counter().count();
  }

  /** What was sent, in order. */
  List<Sample> sent() {
    return producer.history().stream().map(this::sample).toList();
  }

  private Sample sample(ProducerRecord<byte[], byte[]> record) {
    try {
      return registry.decode(record.value(), Sample.class);
    } catch (WireException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Answers are problem details as RFC 9457 has them. */
  static JsonNode assertProblem(HttpResponse<String> answer, int status, String reason)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.get("type").asText()).isEqualTo("urn:lacuna:problem:" + reason);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asText()).isNotBlank();
    assertThat(problem.get("detail").asText()).isNotBlank();
    return problem;
  }

  @Override
  public void close() {
    server.close();
    registry.close();
  }
}
