package io.lacuna.bench.load;

import io.lacuna.app.embedded.EmbeddedBrokerMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The embedded broker as a process of its own, so that it shares no heap with what is measured. */
final class BrokerProcess implements AutoCloseable {
  private final Process process;
  private final Thread guard;
  private final String bootstrapServers;

  private BrokerProcess(Process process, Thread guard, String bootstrapServers) {
    this.process = process;
    this.guard = guard;
    this.bootstrapServers = bootstrapServers;
  }

  /** Returns when the broker accepts clients; it ends with this JVM at the latest. */
  static BrokerProcess start(Path dir) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    EmbeddedBrokerMain.class.getName(),
                    dir.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread guard = new Thread(process::destroyForcibly, "broker-guard");
    Runtime.getRuntime().addShutdownHook(guard);
    String address = process.inputReader().readLine();
    if (address == null) {
      throw new IOException("the broker in " + dir + " ended before it accepted clients");
    }
    return new BrokerProcess(process, guard, address);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(guard);
  }
}
