package io.lacuna.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts that fail: each ends in an exception, and the JVM and the directory stay usable. */
class EmbeddedBrokerTest {
  @TempDir private Path dir;

  @Test
  void aDirectoryTakesOneBroker() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      assertThatThrownBy(() -> EmbeddedBroker.start(dir))
          .isInstanceOf(UncheckedIOException.class)
          .cause()
          .hasMessageContaining("in use by another broker");
      assertThat(broker.bootstrapServers()).startsWith("localhost:");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTakenPortIsAnExceptionAndNotTheEndOfTheProcess(boolean controller) throws Exception {
    BrokerPorts ports = BrokerPorts.free();
    int taken = controller ? ports.controller() : ports.client();
    try (BrokerDirectory directory = BrokerDirectory.open(dir)) {
      try (ServerSocket stranger = hold(taken)) {
        assertThat(stranger.isBound()).isTrue();
        assertThat(ports.areFree()).isFalse();
        assertThatThrownBy(() -> EmbeddedBroker.startOn(ports, directory))
            .isInstanceOf(RuntimeException.class);
      }
      assertThat(ports.areFree()).isTrue();
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      assertThat(broker.bootstrapServers()).startsWith("localhost:");
    }
  }

  private static ServerSocket hold(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
