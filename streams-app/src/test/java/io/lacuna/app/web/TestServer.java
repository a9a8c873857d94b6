package io.lacuna.app.web;

import io.lacuna.app.window.WaitingBoard;
import io.lacuna.schema.Prediction;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server on a free port of loopback with its feed, and a client to ask it. */
final class TestServer implements AutoCloseable {
  static final String LOOPBACK = "127.0.0.1";

  final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final LiveFeed feed = LiveFeed.start(Clock.systemUTC(), false);
  final WaitingBoard board = new WaitingBoard();
  final List<InputStream> streams = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebServer server;

  TestServer(Optional<String> token, boolean ready) {
    this(LOOPBACK, token, ready);
  }

  TestServer(String host, Optional<String> token, boolean ready) {
    WebSettings settings = new WebSettings(host, 0, token);
    server =
        WebServer.start(
            settings,
            feed,
            meters,
            new FixedHealth(ready),
            new PageSources(Map.of("patient", board), 32, EvaluationFacts.read(List.of())),
            Clock.systemUTC());
  }

  int port() {
    return server.port();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return http.send(request(path, headers), BodyHandlers.ofString());
  }

  /** Asks for events; {@code lastEventId} may be null. */
  HttpResponse<InputStream> events(String lastEventId) throws Exception {
    String[] headers =
        lastEventId == null ? new String[0] : new String[] {"Last-Event-ID", lastEventId};
    HttpResponse<InputStream> r =
        http.send(request("/events", headers), BodyHandlers.ofInputStream());
    streams.add(r.body());
    return r;
  }

  /** Returns once the feed shows the prediction. */
  void show(Prediction.Builder p) throws InterruptedException {
    long before = feed.snapshot().cursor();
    feed.offer(p.build());
    feed.changesAfter(before, Duration.ofMinutes(1));
  }

  private HttpRequest request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  @Override
  public void close() throws IOException {
    for (InputStream stream : streams) {
      stream.close();
    }
    server.close();
    feed.close();
  }
}
