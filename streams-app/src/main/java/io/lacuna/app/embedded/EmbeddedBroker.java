package io.lacuna.app.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka broker, KRaft controller included, in this JVM; the production server class, configured
 * small. Listens on loopback, on ports that were free at start; they differ from start to start.
 *
 * <p>The directory outlives it: topics, offsets and the cluster's identity are there again at the
 * next {@link #start}. One broker at a time may use a directory; the log's own lock refuses a
 * second one. A fatal fault inside the broker halts the JVM, so tests that break a broker run it as
 * a process ({@link EmbeddedBrokerMain}).
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int BIND_ATTEMPTS = 5;

  private final KafkaRaftServer server;
  private final BrokerPorts ports;

  private EmbeddedBroker(KafkaRaftServer server, BrokerPorts ports) {
    this.server = server;
    this.ports = ports;
  }

  /**
   * Opens the broker in {@code dir}, which is made and formatted when it is new. Returns when the
   * broker accepts clients.
   */
  public static EmbeddedBroker start(Path dir) {
    try {
      Path log = Files.createDirectories(dir).resolve("log");
      BrokerStorage.formatIfNew(log);
      return startOnFreePorts(log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a broker in " + dir, e);
    }
  }

  /** A port found free can be taken before the broker binds it, so a lost race is run again. */
  private static EmbeddedBroker startOnFreePorts(Path log) throws IOException {
    for (int attempt = 1; ; attempt++) {
      BrokerPorts ports = BrokerPorts.free();
      KafkaRaftServer server =
          new KafkaRaftServer(new KafkaConfig(BrokerSettings.of(log, ports), false), Time.SYSTEM);
      try {
        server.startup();
        return new EmbeddedBroker(server, ports);
      } catch (RuntimeException e) {
        stop(server);
        if (attempt == BIND_ATTEMPTS || !causedByBind(e)) {
          throw e;
        }
      }
    }
  }

  private static boolean causedByBind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  /** The address for clients: {@code localhost:port}. */
  public String bootstrapServers() {
    return "localhost:" + ports.client();
  }

  /** Stops in order and waits until the directory is free again. */
  @Override
  public void close() {
    stop(server);
  }

  private static void stop(KafkaRaftServer server) {
    server.shutdown();
    server.awaitShutdown();
  }
}
