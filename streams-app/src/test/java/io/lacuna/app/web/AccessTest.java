package io.lacuna.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AccessTest {
  private final TestServer server = new TestServer(Optional.of("s3cret"), false);

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/app.js",
        "/events",
        "/api/subjects",
        "/api/subjects/x",
        "/api/windows",
        "/api/quality",
        "/api/serving",
        "/metrics",
        "/nothing"
      })
  void asksForTheTokenEverywhere(String path) throws Exception {
    assertThat(server.get(path).statusCode()).isEqualTo(401);
    assertThat(server.get(path, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(server.get(path, "Authorization", "Basic !").statusCode()).isEqualTo(401);
  }

  @Test
  void acceptsTheTokenAsBearerAndAsPassword() throws Exception {
    String basic = Base64.getEncoder().encodeToString("me:s3cret".getBytes(UTF_8));

    assertThat(server.get("/", "Authorization", "Bearer s3cret").statusCode()).isEqualTo(200);
    assertThat(server.get("/", "Authorization", "Basic " + basic).statusCode()).isEqualTo(200);
    assertThat(server.get("/", "Authorization", "Basic " + basic).body()).contains("Lacuna");
  }

  @Test
  void probesNeedNoTokenAndLearnNoDetails() throws Exception {
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(server.get("/health/ready").body()).isEqualTo("{\"status\":\"DOWN\"}");
    assertThat(server.get("/health/ready", "Authorization", "Bearer s3cret").body())
        .contains("REBALANCING");
  }

  @Test
  void servesLoopbackNamesOnlyWhereThereIsNoToken() throws Exception {
    try (TestServer open = new TestServer(Optional.empty(), true)) {
      assertThat(statusOf(open, "localhost:" + open.port())).contains("200");
      assertThat(statusOf(open, "[::1]:" + open.port())).contains("200");
      assertThat(statusOf(open, "rebound.example:" + open.port())).contains("403");
      assertThat(statusOf(open, "127.0.0.1.example")).contains("403");
    }
  }

  @Test
  void refusesToServeOthersWithoutAToken() {
    assertThatThrownBy(() -> new WebSettings("0.0.0.0", 0, Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("web.host", "0.0.0.0", "token is required");
    assertThatThrownBy(() -> new WebSettings("0.0.0.0", 0, Optional.of(" ")))
        .hasMessageContaining("blank");
    assertThat(new WebSettings("0.0.0.0", 0, Optional.of("s3cret")))
        .asString()
        .doesNotContain("s3cret");
  }

  /** The status line for a request under a host name that the Java client would not send. */
  private static String statusOf(TestServer server, String host) throws IOException {
    try (Socket socket = new Socket(TestServer.LOOPBACK, server.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }
  }
}
