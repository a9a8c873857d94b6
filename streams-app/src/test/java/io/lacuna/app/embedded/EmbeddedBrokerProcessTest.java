package io.lacuna.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker as a process: what it acknowledged outlives kill -9. */
class EmbeddedBrokerProcessTest {
  private static final String TOPIC = "t";

  @TempDir private Path dir;

  @Test
  void keepsAcknowledgedRecordsOverAKill() throws Exception {
    Process first = launch();
    String servers = address(first);
    BrokerClient.createTopic(servers, TOPIC);
    for (int i = 0; i < 3; i++) {
      BrokerClient.send(servers, TOPIC, "value " + i, new StringSerializer());
    }
    String cluster = BrokerClient.clusterId(servers);
    first.destroyForcibly().waitFor();

    try (EmbeddedBroker again = EmbeddedBroker.start(dir)) {
      assertThat(BrokerClient.clusterId(again.bootstrapServers())).isEqualTo(cluster);
      assertThat(
              BrokerClient.read(again.bootstrapServers(), TOPIC, new StringDeserializer(), 3)
                  .stream()
                  .map(ConsumerRecord::value))
          .containsExactly("value 0", "value 1", "value 2");
    }
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedBrokerMain.class.getName(),
                dir.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String address(Process broker) throws IOException {
    BufferedReader out = broker.inputReader();
    String line = out.readLine();
    assertThat(line).as("the broker's first line").startsWith("localhost:");
    return line;
  }
}
