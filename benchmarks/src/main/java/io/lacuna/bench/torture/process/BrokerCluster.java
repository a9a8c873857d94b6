package io.lacuna.bench.torture.process;

import io.lacuna.bench.process.ChildProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Kafka brokers on loopback, each a process of its own with Kafka's own main, each also a voter of
 * the KRaft quorum. With three of them every topic has three replicas of which two must be in sync.
 */
public final class BrokerCluster implements AutoCloseable {
  private static final String CONTROLLER = "CONTROLLER";

  private final Path dir;
  private final List<Integer> clientPorts;
  private final List<Integer> controllerPorts;
  private final ChildProcess[] brokers;

  private BrokerCluster(Path dir, int size) {
    this.dir = dir;
    List<Integer> ports = Ports.free(2 * size);
    this.clientPorts = ports.subList(0, size);
    this.controllerPorts = ports.subList(size, 2 * size);
    this.brokers = new ChildProcess[size];
  }

  /** Formats and starts all of them; returns when each accepts connections. */
  public static BrokerCluster start(Path dir, int size) {
    BrokerCluster cluster = new BrokerCluster(dir, size);
    try {
      String id = Uuid.randomUuid().toString();
      for (int i = 0; i < size; i++) {
        cluster.format(i, id);
        cluster.start(i);
      }
      cluster.clientPorts.forEach(BrokerCluster::awaitOpen);
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException("cannot make the brokers' directories", e);
    }
    return cluster;
  }

  private static void awaitOpen(int port) {
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(200_000_000);
      }
    }
  }

  private void format(int i, String clusterId) throws IOException {
    Path log = log(i);
    try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream())) {
      new Formatter()
          .setNodeId(i + 1)
          .setClusterId(clusterId)
          .setDirectories(List.of(log.toString()))
          .setMetadataLogDirectory(log.toString())
          .setControllerListenerName(CONTROLLER)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setPrintStream(silent)
          .run();
    } catch (Exception e) {
      throw new IOException("cannot format " + log, e);
    }
    Properties file = new Properties();
    file.putAll(settings(i));
    try (Writer out = Files.newBufferedWriter(properties(i))) {
      file.store(out, null);
    }
  }

  private Map<String, String> settings(int i) {
    String replicas = Integer.toString(size());
    String inSync = Integer.toString(size() == 1 ? 1 : size() - 1);
    String clients = "CLIENTS://localhost:" + clientPorts.get(i);
    Map<String, String> settings = new TreeMap<>();
    settings.put("node.id", Integer.toString(i + 1));
    settings.put("process.roles", "broker,controller");
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("inter.broker.listener.name", "CLIENTS");
    settings.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", log(i).toString());
    settings.put(
        "listeners", clients + "," + CONTROLLER + "://localhost:" + controllerPorts.get(i));
    settings.put("advertised.listeners", clients);
    settings.put(
        "controller.quorum.voters",
        IntStream.range(0, size())
            .mapToObj(v -> (v + 1) + "@localhost:" + controllerPorts.get(v))
            .collect(Collectors.joining(",")));
    settings.put("default.replication.factor", replicas);
    settings.put("min.insync.replicas", inSync);
    settings.put("offsets.topic.replication.factor", replicas);
    settings.put("transaction.state.log.replication.factor", replicas);
    settings.put("transaction.state.log.min.isr", inSync);
    settings.put("auto.create.topics.enable", "false");
    settings.put("log.retention.ms", "-1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // small; how soon they miss one another is left as it is by default
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("log.cleaner.dedupe.buffer.size", "16777216");
    return settings;
  }

  private Path log(int i) {
    return dir.resolve("broker-" + (i + 1));
  }

  private Path properties(int i) {
    return dir.resolve("broker-" + (i + 1) + ".properties");
  }

  public int size() {
    return brokers.length;
  }

  public String bootstrapServers() {
    List<String> addresses = new ArrayList<>();
    clientPorts.forEach(port -> addresses.add("localhost:" + port));
    return String.join(",", addresses);
  }

  /** Starts one that is down. */
  public void start(int i) {
    List<String> command =
        JavaCommand.of(
            "320m",
            dir.resolve("broker-" + (i + 1) + ".jsa"),
            List.of("-XX:+ExitOnOutOfMemoryError"),
            "kafka.Kafka");
    command.add(properties(i).toString());
    brokers[i] = ChildProcess.start(command, dir.resolve("broker-" + (i + 1) + ".log"));
  }

  /** kill -9; returns when it is dead. */
  public void kill(int i) {
    brokers[i].kill();
  }

  public void freeze(int i) {
    brokers[i].freeze();
  }

  public void thaw(int i) {
    brokers[i].thaw();
  }

  /** Whether one that should run ended by itself; it is started again then. */
  public boolean revive(int i) {
    if (brokers[i].isAlive()) {
      return false;
    }
    start(i);
    return true;
  }

  @Override
  public void close() {
    for (ChildProcess broker : brokers) {
      if (broker != null && broker.isAlive()) {
        broker.thaw();
        broker.kill();
      }
    }
  }
}
