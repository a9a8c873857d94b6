package io.lacuna.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.window.WaitingBoard;
import io.lacuna.schema.Modality;
import io.lacuna.schema.SampleRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebServerTest {
  private static final List<String> SCRIPTS =
      List.of(
          "/app.js",
          "/live.js",
          "/drawer.js",
          "/provenance.js",
          "/waiting.js",
          "/quality.js",
          "/serving.js");

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
  @ValueSource(
      strings = {
        "/",
        "/app.js",
        "/style.css",
        "/icon.svg",
        "/api/subjects",
        "/api/windows",
        "/api/quality",
        "/api/serving",
        "/metrics"
      })
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
    for (String script : SCRIPTS) {
      assertThat(server.get(script).body())
          .as(script)
          .contains("import ")
          .doesNotContain("innerHTML", "outerHTML", "insertAdjacent", "document.write", "https://");
    }
    assertThat(server.get("/dom.js").body())
        .contains("textContent")
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
  void tellsAWindowsRevisionsWithoutIds() throws Exception {
    server.show(
        Predictions.utterance("MRN-1")
            .setSite("ward 7")
            .setBrokenInputs(
                List.of(new SampleRef(Modality.IMAGE, "images", 3, 17L, Instant.EPOCH, "ab"))));
    server.show(Predictions.utterance("MRN-1").setRevision(1).setIsFinal(true));
    String key = server.feed.key("utterance", "MRN-1", "study-of-MRN-1");

    HttpResponse<String> r = server.get("/api/subjects/" + key);

    assertThat(r.statusCode()).isEqualTo(200);
    assertThat(r.body())
        .containsSubsequence(
            "\"revisions\":[{\"revision\":0,\"status\":\"provisional\"",
            "\"labels\":[\"joy\",\"anger\"]",
            "\"modality\":\"image\"",
            "\"topic\":\"images\",\"partition\":3,\"offset\":17,\"broken\":true",
            "{\"revision\":1,\"status\":\"final\"")
        .doesNotContain("MRN-1", "ward 7");
    assertThat(server.get("/api/subjects/0000").statusCode()).isEqualTo(404);
  }

  @Test
  void tellsWhatIsWaitedForOnceATaskSaysSo() throws Exception {
    assertThat(server.get("/api/windows").body())
        .contains("\"told\":false", "\"windows\":0", "\"nearest\":[]");
    long now = System.currentTimeMillis();
    assertThat(server.board.isWanted(0, now)).isTrue();
    server.board.report(
        0,
        new WaitingBoard.Report(
            now,
            4_711,
            Map.of(Modality.TEXT, 4_711),
            List.of(
                new WaitingBoard.Waiting(
                    "MRN-1",
                    "w",
                    "ward 7",
                    now,
                    1,
                    List.of(Modality.IMAGE),
                    List.of(new WaitingBoard.Lacking(Modality.TEXT, now + 5, 7, true))))));

    assertThat(server.get("/api/windows").body())
        .contains(
            "\"told\":true",
            "\"windows\":4711",
            "{\"pipeline\":\"patient\",\"modality\":\"text\",\"windows\":4711}",
            "\"key\":\"" + server.feed.key("patient", "MRN-1", "w") + "\"",
            "\"present\":[\"image\"]",
            "\"announced\":true",
            "\"verdict\":" + (now + 5))
        .doesNotContain("MRN-1", "ward 7");
  }

  @Test
  void tellsQualityAndServing() throws Exception {
    server.show(Predictions.patient("p1"));
    new PipelineMetrics(server.meters, "patient").batch(3, 2_000_000);

    assertThat(server.get("/api/quality").body())
        .contains(
            "\"missing\":[{\"pipeline\":\"patient\",\"site\":null,\"modality\":\"image\",\"expected\":1");
    assertThat(server.get("/api/serving").body())
        .contains(
            "\"adapter\":\"mora-r4\"",
            "{\"pipeline\":\"patient\",\"count\":1,\"mean\":3.0",
            "\"size\":32",
            "\"meanMs\":2.0",
            "\"checks\":{\"state\":\"RUNNING\"}",
            "\"ready\":true");
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
                    taken,
                    server.feed,
                    server.meters,
                    new FixedHealth(true),
                    PageSources.none(),
                    Clock.systemUTC()))
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
