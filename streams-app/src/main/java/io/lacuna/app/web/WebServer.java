package io.lacuna.app.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the live page, {@code /events}, {@code /api/subjects[/KEY]}, {@code
 * /api/windows|quality|serving}, {@code /metrics} and {@code /health/live|ready|started}.
 * Thread-safe.
 *
 * <p>Health answers without a token, since probes cannot keep a secret, but without its details.
 */
public final class WebServer implements AutoCloseable {
  static final int MAX_READERS = 50;
  private static final long SAMPLE_EVERY_S = 5;
  private static final int THREADS = MAX_READERS + 14; // a reader keeps one
  private static final Set<String> PROBES =
      Set.of("/health/live", "/health/ready", "/health/started");
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          Header.X_CONTENT_TYPE_OPTIONS,
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          Header.CACHE_CONTROL,
          "no-store");

  private final Access access;
  private final LiveFeed feed;
  private final PrometheusMeterRegistry meters;
  private final HealthSource health;
  private final InstantSource clock;
  private final ObjectMapper json = new ObjectMapper();
  private final Semaphore places = new Semaphore(MAX_READERS);
  private final MeterTrend trend;
  private final PageViews views;
  private final ScheduledExecutorService sampler =
      Executors.newSingleThreadScheduledExecutor(WebServer::samplerThread);
  private final Javalin server;

  private WebServer(
      WebSettings settings,
      LiveFeed feed,
      PrometheusMeterRegistry meters,
      HealthSource health,
      PageSources sources,
      InstantSource clock) {
    this.access = new Access(settings.token());
    this.feed = feed;
    this.meters = meters;
    this.health = health;
    this.clock = clock;
    this.trend = new MeterTrend(meters);
    this.views = new PageViews(feed, sources, meters, trend, health, clock);
    this.server = Javalin.create(this::configure);
    FunctionCounter.builder("lacuna.web.dropped", feed, LiveFeed::dropped)
        .description("Predictions that the live page did not get to show")
        .register(meters);
  }

  /**
   * Answers from its return on.
   *
   * @throws IllegalStateException when the port is taken, saying which and what to do
   */
  public static WebServer start(
      WebSettings settings,
      LiveFeed feed,
      PrometheusMeterRegistry meters,
      HealthSource health,
      PageSources sources,
      InstantSource clock) {
    WebServer web = new WebServer(settings, feed, meters, health, sources, clock);
    try {
      web.server.start(settings.host(), settings.port());
      web.sampler.scheduleAtFixedRate(
          () -> web.trend.sample(clock.millis()), 0, SAMPLE_EVERY_S, TimeUnit.SECONDS);
      return web;
    } catch (JavalinBindException e) {
      throw new IllegalStateException(
          String.format(
              "cannot serve the live page on %s port %d: the port is taken or not allowed;"
                  + " choose another by --port or web.port, 0 picks a free one",
              settings.host(), settings.port()),
          e);
    }
  }

  /** The port that is served, also where 0 was asked for. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    sampler.shutdownNow();
    server.stop();
  }

  private static Thread samplerThread(Runnable work) {
    Thread thread = new Thread(work, "lacuna-web-sampler");
    thread.setDaemon(true);
    return thread;
  }

  private void configure(JavalinConfig config) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
    threads.setName("lacuna-web");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.staticFiles.add(
        files -> {
          files.directory = "/web";
          files.location = Location.CLASSPATH;
          files.headers = Map.of();
        });
    addTo(config.routes);
  }

  private void addTo(RoutesConfig routes) {
    routes.before(this::guard);
    routes.get("/events", this::events);
    routes.get("/api/subjects", c -> json(c, EventStream.snapshot(feed.snapshot(), clock)));
    routes.get("/api/subjects/{key}", this::subject);
    routes.get("/api/windows", c -> json(c, views.windows()));
    routes.get("/api/quality", c -> json(c, views.quality()));
    routes.get("/api/serving", c -> json(c, views.serving()));
    routes.get("/metrics", c -> c.contentType("text/plain; version=0.0.4").result(meters.scrape()));
    routes.get("/health/live", c -> health(c, health::live));
    routes.get("/health/ready", c -> health(c, health::ready));
    routes.get("/health/started", c -> health(c, health::started));
  }

  private void guard(Context c) {
    HEADERS.forEach(c::header);
    if (!PROBES.contains(c.path())) {
      access.require(c);
    }
  }

  private void events(Context c) {
    if (!places.tryAcquire()) {
      throw new ServiceUnavailableResponse(MAX_READERS + " readers are connected, no more allowed");
    }
    try {
      c.contentType("text/event-stream; charset=utf-8");
      new EventStream(feed, clock, json)
          .serve(c.res().getOutputStream(), c.header("Last-Event-ID"));
    } catch (IOException e) {
      // the reader is gone, which is how every stream ends
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server stops
    } finally {
      places.release();
    }
  }

  private void subject(Context c) throws JsonProcessingException {
    json(
        c,
        views
            .subject(c.pathParam("key"))
            .orElseThrow(() -> new NotFoundResponse("no such window is remembered")));
  }

  private void health(Context c, BooleanSupplier check) throws JsonProcessingException {
    boolean up = check.getAsBoolean();
    c.status(up ? 200 : 503);
    String status = up ? "UP" : "DOWN";
    json(
        c,
        access.allows(c)
            ? Map.of("status", status, "checks", health.details())
            : Map.of("status", status));
  }

  private void json(Context c, Object body) throws JsonProcessingException {
    c.contentType("application/json").result(json.writeValueAsBytes(body));
  }
}
