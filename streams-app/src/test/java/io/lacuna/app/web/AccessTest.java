package io.lacuna.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app.js", "/events", "/api/subjects", "/metrics"})
  void asksWhoComesFromAnotherAddressForTheToken(String path) throws Exception {
    Optional<String> address = ownAddress();
    String reason = "this machine has no address but loopback: nobody can come from another one";
    if (address.isEmpty()) {
      System.err.println("skipped: " + reason);
    }
    assumeTrue(address.isPresent(), reason);
    try (TestServer open = new TestServer("0.0.0.0", Optional.of("s3cret"), true)) {
      URI uri = URI.create("http://" + address.get() + ":" + open.port() + path);
      HttpRequest asked = HttpRequest.newBuilder(uri).build();
      HttpClient client = HttpClient.newHttpClient();
      assertThat(client.send(asked, BodyHandlers.discarding()).statusCode()).isEqualTo(401);
      HttpRequest known =
          HttpRequest.newBuilder(uri).header("Authorization", "Bearer s3cret").build();
      assertThat(client.send(known, BodyHandlers.ofInputStream()).statusCode()).isEqualTo(200);
    }
  }

  /** An address under which others may reach this machine. */
  private static Optional<String> ownAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst();
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
