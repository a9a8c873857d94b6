package io.lacuna.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebServerTest {
  private final TestServer server = new TestServer(Optional.empty(), true);

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void streamsASnapshotAndThenWhatComes() throws Exception {
    server.show(Predictions.patient("MRN-1"));
    BufferedReader events = events(null);

    assertThat(events.readLine()).isEqualTo("retry: 2000");
    assertThat(events.readLine()).isEmpty();
    assertThat(events.readLine()).isEqualTo("id: " + server.feed.eventId(1));
    assertThat(events.readLine()).isEqualTo("event: snapshot");
    assertThat(events.readLine())
        .startsWith("data: {")
        .contains("\"label\":\"pneumonia\"", "\"confidenceWord\":\"high\"", "\"subjects\":1")
        .doesNotContain("MRN-1");
    assertThat(events.readLine()).isEmpty();

    server.feed.offer(Predictions.utterance("U-1").build());
    assertThat(next(events, "prediction")).contains("\"status\":\"provisional\"");
    assertThat(next(events, "stats")).contains("\"received\":2", "\"-T-\":1");
  }

  @Test
  void resumesAfterTheLastEventId() throws Exception {
    server.show(Predictions.patient("p1"));
    server.show(Predictions.patient("p2"));

    BufferedReader events = events(server.feed.eventId(1));

    assertThat(next(events, "prediction")).contains("\"seq\":2");
  }

  @Test
  void turnsReadersAwayWhenAllPlacesAreTakenAndFreesPlaces() throws Exception {
    for (int i = 0; i < WebServer.MAX_READERS; i++) {
      events(null);
    }
    HttpResponse<String> refused = server.get("/events");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("50 readers");
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);

    server.streams.remove(0).close();
    int status = 503;
    for (int i = 0; status == 503; i++) {
      server.feed.offer(
          Predictions.patient("p" + i).build()); // a gone reader is noticed by writing
      status = server.events(null).statusCode();
    }
    assertThat(status).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app.js", "/style.css", "/icon.svg", "/api/subjects", "/metrics"})
  void sendsSecurityHeadersWithEverything(String path) throws Exception {
    HttpResponse<String> r = server.get(path);

    assertThat(r.statusCode()).isEqualTo(200);
    assertThat(r.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'self'");
    assertThat(r.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(r.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(r.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void thePageKeepsToItsOwnPolicy() throws Exception {
    assertThat(server.get("/").body())
        .contains("not a medical device")
        .doesNotContainPattern("<script(?![^>]*src=)|<style|style=|\\son[a-z]+=|https?://");
    assertThat(server.get("/app.js").body())
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacent");
  }

  @Test
  void listsSubjectsNewestFirst() throws Exception {
    server.show(Predictions.patient("p1"));
    server.show(Predictions.utterance("u1"));

    HttpResponse<String> r = server.get("/api/subjects");

    assertThat(r.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(r.body()).containsSubsequence("\"rows\":[", "utterance", "patient");
  }

  @Test
  void showsMetrics() throws Exception {
    server.meters.counter("lacuna.samples", "modality", "image").increment();

    HttpResponse<String> r = server.get("/metrics");

    assertThat(r.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(r.body())
        .contains("lacuna_samples_total{modality=\"image\"} 1.0", "lacuna_web_dropped_total 0.0");
  }

  @Test
  void saysHowItIs() throws Exception {
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    try (TestServer rebalancing = new TestServer(Optional.empty(), false)) {
      HttpResponse<String> r = rebalancing.get("/health/ready");
      assertThat(r.statusCode()).isEqualTo(503);
      assertThat(r.body()).contains("\"status\":\"DOWN\"", "\"state\":\"REBALANCING\"");
      assertThat(rebalancing.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(rebalancing.get("/health/started").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void namesThePortThatIsTaken() {
    WebSettings taken = new WebSettings(TestServer.LOOPBACK, server.port(), Optional.empty());

    assertThatThrownBy(
            () ->
                WebServer.start(
                    taken, server.feed, server.meters, new FixedHealth(true), Clock.systemUTC()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("port " + server.port(), "--port", "web.port", "0 picks");
  }

  private BufferedReader events(String lastEventId) throws Exception {
    HttpResponse<InputStream> r = server.events(lastEventId);
    assertThat(r.statusCode()).isEqualTo(200);
    assertThat(r.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
    return new BufferedReader(new InputStreamReader(r.body(), UTF_8));
  }

  /** The data of the next event of this name; fails at an event that is neither it nor stats. */
  private static String next(BufferedReader events, String name) throws IOException {
    String event = "";
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
        assertThat(event).isIn(name, "stats");
      } else if (line.startsWith("data: ") && event.equals(name)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended before a " + name);
  }
}
