package io.lacuna.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.ClientSettings;
import io.lacuna.app.LacunaApp;
import io.lacuna.app.PredictionTail;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.embedded.EmbeddedDefault;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.app.privacy.Privacy;
import io.lacuna.schema.Prediction;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A large image over HTTP, a text from the folder and a told absence become one observation. */
class IngestBrokerTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Prediction> seen = new CopyOnWriteArrayList<>();

  @TempDir Path dir;

  /** Where keys are required, a payload that was not sealed at the door would be refused. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatComesThroughTheDoorsIsScoredTogether(boolean sealed) throws Exception {
    Files.createDirectories(dir.resolve("claims"));
    Path subject = Files.createDirectories(dir.resolve("in/patient/p1"));
    try (EmbeddedDefault embedded = EmbeddedDefault.start(dir.resolve("kafka"))) {
      AppConfig config = config(embedded, sealed);
      Map<String, Object> connection = ClientSettings.connection(config);
      PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      try (Admin admin = Admin.create(connection);
          RegistryAvro registry = RegistryAvro.connect(config.registry())) {
        new TopicSetup(config, admin).create(1, (short) 1, Map.of("retention.ms", "-1"));
        if (sealed) {
          try (Privacy privacy = Privacy.open(config, registry)) {
            privacy.admin().setUp();
          }
        }
        try (LacunaApp app = new LacunaApp(config, p -> new SizeModel(), registry, meters);
            PredictionTail tail =
                new PredictionTail(
                    config.pipelines(), connection, registry, true, (p, now) -> seen.add(p));
            IngestService doors = IngestService.open(config, connection, registry, meters)) {
          app.start();
          assertThat(doors.doors()).hasSize(2);
          URI door = URI.create(doors.doors().get(1).split(" ")[3]);
          Files.writeString(subject.resolve("note.txt"), "no effusion");
          JsonNode image =
              post(door, "image/png", BodyPublishers.ofByteArray(Arrays.copyOf(Door.PNG, 300_000)));
          assertThat(image.get("topic").asText()).isEqualTo("lacuna.patient.image.v1");
          assertThat(image.get("offset").asLong()).isZero();
          post(
              door,
              "application/json",
              BodyPublishers.ofString("{\"modality\": \"audio\", \"absent\": \"not-performed\"}"));
          await()
              .atMost(Duration.ofMinutes(1))
              .until(() -> seen.stream().anyMatch(Prediction::getIsFinal));
        }
      }
      Prediction last = seen.stream().filter(Prediction::getIsFinal).findFirst().orElseThrow();
      assertThat(last.getPresenceLetters()).isEqualTo("IT-");
      assertThat(last.getScores()).isNotNull();
      assertThat(dir.resolve("in/done/patient/p1/note.txt")).exists();
      assertThat(claim()).as("what lies below the claim root").matches(c -> isPng(c) != sealed);
      assertThat(meters.scrape()).contains("lacuna_ingest_accepted_total");
    }
  }

  private byte[] claim() throws Exception {
    try (Stream<Path> files = Files.walk(dir.resolve("claims"))) {
      return Files.readAllBytes(files.filter(Files::isRegularFile).findFirst().orElseThrow());
    }
  }

  private static boolean isPng(byte[] bytes) {
    return Arrays.equals(bytes, 0, Door.PNG.length, Door.PNG, 0, Door.PNG.length);
  }

  private JsonNode post(URI door, String type, HttpRequest.BodyPublisher body) throws Exception {
    URI address =
        URI.create(door + "?pipeline=patient&subject=p1&eventTime=" + Instant.now().toString());
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(address).header("Content-Type", type).POST(body).build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return new ObjectMapper().readTree(answer.body());
  }

  private AppConfig config(EmbeddedDefault embedded, boolean sealed) {
    Map<String, String> keys =
        new HashMap<>(
            Map.ofEntries(
                Map.entry("bootstrap.servers", embedded.bootstrapServers()),
                Map.entry("schema.registry.url", embedded.registryUrl()),
                Map.entry("pipelines", "patient"),
                Map.entry("state.dir", dir.resolve("state").toString()),
                Map.entry("claim.root", dir.resolve("claims").toString()),
                Map.entry("ingest.port", "0"),
                Map.entry("ingest.folder", dir.resolve("in").toString()),
                Map.entry("ingest.folder.interval", "50ms"),
                Map.entry("patient.window.size", "1m")));
    if (sealed) {
      keys.put("privacy.kek", Base64.getEncoder().encodeToString(new byte[32]));
      keys.put("privacy.required", "true");
    }
    return ConfigLoader.load(keys, Map.of(), Map.of());
  }
}
