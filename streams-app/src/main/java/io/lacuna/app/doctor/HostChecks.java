package io.lacuna.app.doctor;

import io.lacuna.app.EngineThreads;
import io.lacuna.app.config.AppConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** This machine: Java, threads, disk and port. */
final class HostChecks {
  private static final int OLDEST_JAVA = 17;
  private static final long GIB = 1L << 30;

  private final AppConfig config;

  HostChecks(AppConfig config) {
    this.config = config;
  }

  List<Callable<List<Finding>>> all() {
    return List.of(this::java, this::threads, this::disk, this::port);
  }

  private List<Finding> java() {
    String found = System.getProperty("java.version") + " on " + System.getProperty("os.arch");
    return List.of(
        Runtime.version().feature() >= OLDEST_JAVA
            ? Finding.ok("java", found)
            : Finding.failed("java", found, "use Java " + OLDEST_JAVA + " or newer"));
  }

  private List<Finding> threads() {
    int cores = Runtime.getRuntime().availableProcessors();
    Optional<String> advice = EngineThreads.advice(config.pipelines().size());
    String heap = (Runtime.getRuntime().maxMemory() >> 20) + " MiB of heap";
    return List.of(
        advice.isEmpty()
            ? Finding.ok("threads", cores + " cores, " + heap)
            : Finding.warning("threads", cores + " cores, " + heap, advice.get()));
  }

  /** State grows with the windows that are open and retained. */
  private List<Finding> disk() throws IOException {
    Path dir = config.stateDir().toAbsolutePath();
    Path there = dir;
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      return List.of(
          Finding.failed(
              "disk",
              "state.dir " + dir + " cannot be written to",
              "make " + there + " writable for this user, or set state.dir"));
    }
    long free = Files.getFileStore(there).getUsableSpace();
    String found = String.format("state.dir %s, %.1f GiB free", dir, free / (double) GIB);
    return List.of(
        free >= GIB
            ? Finding.ok("disk", found)
            : Finding.warning("disk", found, "state needs room: free at least 1 GiB"));
  }

  private List<Finding> port() throws IOException {
    String place = config.web().host() + ":" + config.web().port();
    if (config.web().port() == 0) {
      place = config.web().host() + ", any port";
    }
    try (ServerSocket socket =
        new ServerSocket(config.web().port(), 1, InetAddress.getByName(config.web().host()))) {
      return List.of(Finding.ok("port", place + " is free"));
    } catch (UnknownHostException e) {
      return List.of(
          Finding.failed(
              "port",
              "web.host = " + config.web().host() + " is no host of this network",
              "set web.host to an address of this machine"));
    } catch (BindException e) {
      return List.of(
          Finding.warning(
              "port",
              place + " cannot be bound: " + e.getMessage(),
              "if that is not this service already running, set web.port (0 picks a free one)"));
    }
  }
}
