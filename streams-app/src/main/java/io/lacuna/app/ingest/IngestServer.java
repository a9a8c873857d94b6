package io.lacuna.app.ingest;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.lacuna.app.config.IngestConfig;
import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.app.web.Access;
import io.lacuna.app.web.WebSettings;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.kafka.common.config.types.Password;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP door: {@code POST /v1/samples}, answered when the broker has the sample; beside it
 * {@code /metrics} and {@code /health/live}. Thread-safe.
 */
final class IngestServer implements AutoCloseable {
  static final String DOOR = "http";
  private static final int THREADS = 32;
  private static final long ANSWER_MS = 10_000;

  private final Access access;
  private final boolean open;
  private final Ingest ingest;
  private final Messages messages;
  private final Supplier<String> metrics;
  private final QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
  private final Javalin server;

  private IngestServer(
      IngestConfig config, Ingest ingest, Messages messages, Supplier<String> metrics) {
    Optional<String> token = Optional.ofNullable(config.token()).map(Password::value);
    WebSettings.requireClosed("ingest.host", config.host(), "ingest.token", token);
    this.access = new Access(token);
    this.open = token.isEmpty();
    this.ingest = ingest;
    this.messages = messages;
    this.metrics = metrics;
    this.server =
        Javalin.create(c -> configure(c, config.limits().ackTimeout().toMillis() + ANSWER_MS));
  }

  /**
   * Answers from its return on.
   *
   * @param metrics what is scraped
   * @throws org.apache.kafka.common.config.ConfigException when it would be open to others
   * @throws IllegalStateException when the port is taken
   */
  static IngestServer start(
      IngestConfig config, Ingest ingest, Messages messages, Supplier<String> metrics) {
    IngestServer door = new IngestServer(config, ingest, messages, metrics);
    try {
      door.server.start(config.host(), config.port());
      return door;
    } catch (JavalinBindException e) {
      throw new IllegalStateException(
          String.format(
              "cannot take samples on %s port %d: the port is taken or not allowed; choose another"
                  + " by ingest.port, 0 picks a free one",
              config.host(), config.port()),
          e);
    }
  }

  int port() {
    return server.port();
  }

  /** Answers what it has begun to answer. */
  @Override
  public void close() {
    server.stop();
  }

  private void configure(JavalinConfig config, long answerMs) {
    threads.setName("lacuna-ingest");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.prefer405over404 = true;
    config.http.asyncTimeout = answerMs;
    config.routes.before(this::guard);
    config.routes.post("/v1/samples", this::post);
    config.routes.get("/metrics", c -> c.contentType("text/plain").result(metrics.get()));
    config.routes.get("/health/live", c -> c.status(200));
    config.routes.exception(
        HttpResponseException.class,
        (e, c) -> {
          c.status(e.getStatus()).contentType(Problem.MEDIA_TYPE);
          c.result(Problem.of("about:blank", e.getStatus(), e.getMessage()).toString());
        });
  }

  /** Without a token a page of somebody else could make a browser post to loopback. */
  private void guard(Context c) {
    c.header(Header.CACHE_CONTROL, "no-store").header(Header.X_CONTENT_TYPE_OPTIONS, "nosniff");
    if (c.path().equals("/health/live")) {
      return;
    }
    access.require(c);
    if (open && c.header(Header.ORIGIN) != null) {
      throw new ForbiddenResponse("web pages may not post here; set ingest.token");
    }
  }

  private void post(Context c) {
    InFlight.Place place = null;
    CompletableFuture<String> sent = null;
    try {
      PostedSample posted = new PostedSample(c);
      messages.checkHead(posted);
      long most = posted.mostBytes(ingest.largest());
      place = ingest.room(most);
      sent = messages.send(posted, posted.body(most));
      answerLater(c, place, sent);
    } catch (Refusal refusal) {
      refuse(c, refusal);
    } finally {
      if (place != null && sent == null) {
        place.close();
      }
    }
  }

  private void answerLater(Context c, InFlight.Place place, CompletableFuture<String> sent) {
    sent.whenComplete((json, failure) -> place.close());
    c.future(
        () ->
            sent.handleAsync(
                (json, failure) -> {
                  if (failure == null) {
                    c.status(202).contentType("application/json").result(json);
                  } else {
                    refuse(c, refusal(failure));
                  }
                  return null;
                },
                threads));
  }

  private static Refusal refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof Refusal refusal
        ? refusal
        : new Refusal(Reason.BROKER_AWAY, "the sample cannot be sent");
  }

  private void refuse(Context c, Refusal refusal) {
    ingest.refused(DOOR, refusal);
    Reason reason = refusal.reason();
    if (reason.isPassing()) {
      c.header(Header.RETRY_AFTER, reason == Reason.BUSY ? "1" : "5");
    }
    c.status(reason.status()).contentType(Problem.MEDIA_TYPE);
    c.result(Problem.of(refusal).toString());
  }
}
