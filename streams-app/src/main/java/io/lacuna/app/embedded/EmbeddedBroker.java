package io.lacuna.app.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka broker, KRaft controller included, in this JVM; the production server class, configured
 * small. Listens on loopback, on ports that were free at start; they differ from start to start.
 *
 * <p>The directory outlives it: topics, offsets and the cluster's identity are there again at the
 * next {@link #start}. One broker at a time may use a directory. A fatal fault of a running broker
 * halts the JVM, so tests that break a broker run it as a process ({@link EmbeddedBrokerMain}).
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int BIND_ATTEMPTS = 5;

  private final KafkaRaftServer server;
  private final BrokerPorts ports;
  private final BrokerDirectory directory;

  private EmbeddedBroker(KafkaRaftServer server, BrokerPorts ports, BrokerDirectory directory) {
    this.server = server;
    this.ports = ports;
    this.directory = directory;
  }

  /**
   * Opens the broker in {@code dir}, which is made and formatted when it is new. Returns when the
   * broker accepts clients.
   *
   * @throws UncheckedIOException when the directory is in use or cannot be written
   */
  public static EmbeddedBroker start(Path dir) {
    try {
      BrokerDirectory directory = BrokerDirectory.open(dir);
      try {
        return startOnFreePorts(directory);
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a broker in " + dir, e);
    }
  }

  /** A port found free can be taken before the broker binds it, so a lost race is run again. */
  private static EmbeddedBroker startOnFreePorts(BrokerDirectory directory) throws IOException {
    for (int attempt = 1; ; attempt++) {
      BrokerPorts ports = BrokerPorts.free();
      try {
        return startOn(ports, directory);
      } catch (RuntimeException e) {
        if (attempt == BIND_ATTEMPTS || ports.areFree()) {
          throw e;
        }
      }
    }
  }

  /**
   * Kafka halts the JVM over some faults at start, a taken port among them. Until it has started,
   * halting is replaced by an exception; the replacement is the process's, hence one start at a
   * time.
   */
  static EmbeddedBroker startOn(BrokerPorts ports, BrokerDirectory directory) {
    return startOn(ports, directory, BrokerSettings.of(directory.log(), ports));
  }

  /**
   * @param settings all of the broker's; listeners on other ports are the caller's to know
   */
  static synchronized EmbeddedBroker startOn(
      BrokerPorts ports, BrokerDirectory directory, Map<String, Object> settings) {
    KafkaConfig config = new KafkaConfig(settings, false);
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    Exit.setHaltProcedure(
        (status, message) -> {
          throw new IllegalStateException("the broker cannot start: " + message);
        });
    try {
      server.startup();
      return new EmbeddedBroker(server, ports, directory);
    } catch (RuntimeException e) {
      stop(server);
      throw e;
    } finally {
      Exit.resetHaltProcedure();
    }
  }

  /** The address for clients: {@code localhost:port}. */
  public String bootstrapServers() {
    return "localhost:" + ports.client();
  }

  /** Stops in order and waits until the directory is free again. */
  @Override
  public void close() {
    stop(server);
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + directory.log(), e);
    }
  }

  private static void stop(KafkaRaftServer server) {
    server.shutdown();
    server.awaitShutdown();
  }
}
