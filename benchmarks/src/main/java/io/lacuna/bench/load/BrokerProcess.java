package io.lacuna.bench.load;

import io.lacuna.app.embedded.EmbeddedBrokerMain;
import io.lacuna.bench.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The embedded broker as a process of its own, so that it shares no heap with what is measured. */
final class BrokerProcess implements AutoCloseable {
  private final ChildProcess process;
  private final String bootstrapServers;

  private BrokerProcess(ChildProcess process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /** Returns when the broker accepts clients; it ends with this JVM at the latest. */
  static BrokerProcess start(Path dir) throws IOException {
    ChildProcess process =
        ChildProcess.start(
            new ProcessBuilder(
                    List.of(
                        ChildProcess.java(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedBrokerMain.class.getName(),
                        dir.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    String address = process.process().inputReader().readLine();
    if (address == null) {
      throw new IOException("the broker in " + dir + " ended before it accepted clients");
    }
    return new BrokerProcess(process, address);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    process.kill();
  }
}
