package io.lacuna.bench.torture.process;

import io.lacuna.bench.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The service as {@code ./lacuna run} starts it, as a process with a state directory of its own.
 */
public final class AppInstance implements AutoCloseable {
  private static final String MAIN = "io.lacuna.app.cli.Main";
  private static final Duration STOP = Duration.ofSeconds(90);

  private final Path log;
  private final Path file;
  private final Path archive;
  private final Path state;
  private final int suspendPort = Ports.free(1).get(0);
  private ChildProcess process;
  private int starts;
  private int ownEnds;

  /**
   * @param dir takes configuration and log
   * @param archive of classes, shared by the instances
   * @param values of the configuration, without {@code state.dir}
   */
  public AppInstance(Path dir, String name, Path state, Path archive, Map<String, String> values) {
    this.log = dir.resolve(name + ".log");
    this.file = dir.resolve(name + ".properties");
    this.archive = archive;
    this.state = state;
    Map<String, String> all = new TreeMap<>(values);
    all.put("state.dir", state.toString());
    Properties properties = new Properties();
    properties.putAll(all);
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  public void start() {
    start(
        List.of(
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:"
                + suspendPort));
  }

  /** Starts it without a door for debuggers, with which it could write no archive of classes. */
  public void rehearse() {
    start(List.of());
  }

  private synchronized void start(List<String> agents) {
    List<String> options = new ArrayList<>(agents);
    options.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Dai.djl.offline=true",
            "-DOPT_OUT_TRACKING=true",
            "-Dai.djl.default_engine=PyTorch",
            "-Dai.djl.pytorch.num_threads=1",
            "-Dai.djl.pytorch.num_interop_threads=1",
            "-Dai.djl.pytorch.graph_optimizer=false",
            "-Djava.awt.headless=true"));
    List<String> command = JavaCommand.of("512m", archive, options, MAIN);
    command.addAll(List.of("run", "--config", file.toString()));
    starts++;
    process = ChildProcess.start(command, log);
  }

  /** Where a debugger can suspend its threads, on loopback. */
  public int suspendPort() {
    return suspendPort;
  }

  /** kill -9, and a new start as soon as it is dead. */
  public synchronized void restart() {
    process.kill();
    start();
  }

  /** SIGTERM, as a deployment stops it; false if it did not end in time. */
  public synchronized boolean stop() {
    boolean inOrder = process == null || process.terminate(STOP);
    process = null;
    return inOrder;
  }

  public synchronized void freeze() {
    process.freeze();
  }

  public synchronized void thaw() {
    process.thaw();
  }

  /** Starts it again if it ended by itself, as a supervisor would; true if it had. */
  public synchronized boolean revive() {
    if (process == null || process.isAlive()) {
      return false;
    }
    ownEnds++;
    start();
    return true;
  }

  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  public synchronized int starts() {
    return starts;
  }

  /** How often it ended without being told to. */
  public synchronized int ownEnds() {
    return ownEnds;
  }

  /** Where its local state lies. */
  public Path state() {
    return state;
  }

  /** The end of its log, for a message. */
  public String lastWords() {
    return ChildProcess.tail(log);
  }

  @Override
  public synchronized void close() {
    if (process != null && process.isAlive()) {
      process.thaw();
      process.kill();
    }
  }
}
