package io.lacuna.app.ingest;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.IngestConfig;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The doors that the configuration names, with the producer behind them. Thread-safe. */
public final class IngestService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IngestService.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<String> doors = new ArrayList<>();

  private IngestService() {}

  /**
   * Opens them; none is no mistake.
   *
   * @param connection how to reach the brokers
   * @throws IllegalArgumentException if a folder is none
   * @throws ConfigException if a door would be open to others
   * @throws IllegalStateException if the port is taken
   */
  public static IngestService open(
      AppConfig config,
      Map<String, Object> connection,
      RegistryAvro registry,
      PrometheusMeterRegistry meters) {
    IngestService service = new IngestService();
    IngestConfig ingest = config.ingest();
    if (ingest.port() == null && ingest.folder() == null) {
      return service;
    }
    try {
      Ingest way = connect(config, connection, registry, meters);
      service.open.push(way);
      if (ingest.folder() != null) {
        service.watch(new FolderFeed(ingest.folder(), way), ingest);
      }
      if (ingest.port() != null) {
        service.listen(way, ingest, meters);
      }
      return service;
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
  }

  /**
   * Sends what lies in the folder, and returns.
   *
   * @param connection how to reach the brokers
   * @return what became of the files
   * @throws IOException if the folder cannot be read
   */
  public static FolderLook sendFolder(
      AppConfig config,
      Map<String, Object> connection,
      RegistryAvro registry,
      PrometheusMeterRegistry meters)
      throws IOException, InterruptedException {
    try (Ingest way = connect(config, connection, registry, meters)) {
      FolderFeed feed = new FolderFeed(config.ingest().folder(), way);
      feed.look();
      TimeUnit.MILLISECONDS.sleep(config.ingest().folderInterval().toMillis());
      return feed.look();
    }
  }

  private static Ingest connect(
      AppConfig config,
      Map<String, Object> connection,
      RegistryAvro registry,
      PrometheusMeterRegistry meters) {
    for (String own : FolderMoves.OWN) {
      if (config.pipelines().stream().anyMatch(p -> p.name().equals(own))) {
        throw new ConfigException("pipelines", own, "is a folder of ingest.folder's own");
      }
    }
    return Ingest.connect(config, connection, registry, meters, Clock.systemUTC());
  }

  private void watch(FolderFeed feed, IngestConfig config) {
    ScheduledExecutorService looks =
        Executors.newSingleThreadScheduledExecutor(
            work -> new Thread(work, "lacuna-ingest-folder"));
    open.push(() -> stop(looks, config));
    long intervalMs = config.folderInterval().toMillis();
    looks.scheduleWithFixedDelay(() -> look(feed), 0, intervalMs, TimeUnit.MILLISECONDS);
    doors.add("samples from the folder " + config.folder());
  }

  /** A look that fails must not be the last. */
  private static void look(FolderFeed feed) {
    try {
      feed.look();
    } catch (IOException | RuntimeException e) {
      LOG.error("ingest.folder cannot be looked through: {}", e.getClass().getSimpleName());
    }
  }

  /** A look that has begun ends, since the producer is closed after it. */
  private static void stop(ScheduledExecutorService looks, IngestConfig config)
      throws InterruptedException {
    looks.shutdown();
    looks.awaitTermination(config.limits().ackTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void listen(Ingest way, IngestConfig config, PrometheusMeterRegistry meters) {
    Messages messages = Messages.of(way);
    IngestServer server = IngestServer.start(config, way, messages, meters::scrape);
    open.push(server);
    doors.add("samples over HTTP http://" + config.host() + ":" + server.port() + "/v1/samples");
  }

  /** What is open, in words. */
  public List<String> doors() {
    return List.copyOf(doors);
  }

  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn("closing a door failed: {}", e.toString());
      }
    }
  }
}
