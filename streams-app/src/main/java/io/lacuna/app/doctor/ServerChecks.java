package io.lacuna.app.doctor;

import io.lacuna.app.BrokerFault;
import io.lacuna.app.ClientSettings;
import io.lacuna.app.TopicSetup;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.Secrets;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/** The broker with its topics, the registry, and what its clock says about ours. */
final class ServerChecks {
  private static final int PATIENCE_MS = 5_000;
  private static final Duration SKEW = Duration.ofSeconds(2);

  private final AppConfig config;

  ServerChecks(AppConfig config) {
    this.config = config;
  }

  List<Callable<List<Finding>>> all() {
    return List.of(this::broker, this::registry, this::clock);
  }

  private List<Finding> broker() throws InterruptedException {
    Map<String, Object> settings = new HashMap<>(ClientSettings.connection(config));
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    List<Finding> findings = new ArrayList<>();
    try (Admin admin = Admin.create(settings)) {
      int nodes = admin.describeCluster().nodes().get().size();
      findings.add(Finding.ok("broker", config.bootstrapServers() + ", " + nodes + " broker(s)"));
      findings.add(topics(admin));
    } catch (ExecutionException | KafkaException e) {
      findings.add(silent(e));
    }
    return findings;
  }

  private Finding silent(Exception e) {
    return BrokerFault.of(config, e)
        .map(
            fault ->
                Finding.failed(
                    "broker",
                    config.bootstrapServers() + ": " + fault.text(),
                    "check " + fault.keys()))
        .orElseGet(
            () ->
                Finding.failed(
                    "broker",
                    config.bootstrapServers() + ": " + e.getMessage(),
                    "check bootstrap.servers and kafka.*"));
  }

  private Finding topics(Admin admin) throws ExecutionException, InterruptedException {
    try {
      return Finding.ok("topics", "partitions " + new TopicSetup(config, admin).check());
    } catch (ConfigException e) {
      return Finding.failed(
          "topics", e.getMessage(), "./lacuna topics create makes those that are missing");
    }
  }

  private List<Finding> registry() throws IOException {
    String url = Secrets.withoutLogin(config.registry().get("schema.registry.url"));
    Map<String, String> settings = new HashMap<>(config.registry());
    settings.putIfAbsent("http.connect.timeout.ms", Integer.toString(PATIENCE_MS));
    settings.putIfAbsent("http.read.timeout.ms", Integer.toString(PATIENCE_MS));
    try (RegistryAvro registry = RegistryAvro.connect(settings)) {
      return List.of(Finding.ok("registry", url + ", " + registry.countSubjects() + " subjects"));
    } catch (KafkaException | IllegalArgumentException e) {
      return List.of(
          Finding.failed(
              "registry",
              url + ": " + Secrets.withoutLogin(String.valueOf(e.getMessage())),
              "check schema.registry.url, its path included, and basic.auth.* or schema.registry.ssl.*"));
    }
  }

  /** Deadlines on silent topics go by this machine's clock. */
  private List<Finding> clock() throws InterruptedException {
    String why = "it tells no time";
    for (String url : config.registry().get("schema.registry.url").split(",")) {
      try {
        Optional<Finding> found = clock(URI.create(url.trim()));
        if (found.isPresent()) {
          return List.of(found.get());
        }
      } catch (IOException | IllegalArgumentException | DateTimeException e) {
        why = "it cannot be asked here (" + e.getClass().getSimpleName() + ")";
      }
    }
    return List.of(
        Finding.warning(
            "clock",
            "not compared with the registry's: " + why,
            "see that this machine's clock is synchronised (NTP)"));
  }

  private Optional<Finding> clock(URI registry) throws IOException, InterruptedException {
    Instant before = Instant.now();
    HttpResponse<Void> answer =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofMillis(PATIENCE_MS))
            .sslContext(RegistryAvro.tls(config.registry()))
            .build()
            .send(
                HttpRequest.newBuilder(registry).timeout(Duration.ofMillis(PATIENCE_MS)).build(),
                HttpResponse.BodyHandlers.discarding());
    Instant after = Instant.now();
    return answer.headers().firstValue("date").map(d -> clock(d, before, after));
  }

  /** An HTTP date is cut to the second, so that up to one second is no difference. */
  static Finding clock(String date, Instant before, Instant after) {
    Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    Duration behind = Duration.between(after, theirs);
    Duration ahead = Duration.between(theirs.plusSeconds(1), before);
    Duration skew = behind.compareTo(ahead) > 0 ? behind : ahead;
    return skew.compareTo(SKEW) <= 0
        ? Finding.ok("clock", "agrees with the registry's")
        : Finding.warning(
            "clock",
            skew.toSeconds() + " s away from the registry's",
            "synchronise both (NTP): verdicts on silent topics go by the wall clock");
  }
}
