package io.lacuna.app.claim;

import static io.lacuna.app.claim.Claimed.CONTENT;
import static io.lacuna.app.claim.Claimed.PATIENCE;
import static io.lacuna.app.claim.Claimed.at;
import static io.lacuna.app.claim.Claimed.names;
import static io.lacuna.app.claim.Claimed.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.lacuna.model.modality.RejectReason;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against a server that computes signatures anew from what arrives, by the published rule. It is no
 * S3: what a real one does besides is not seen here.
 */
class S3ClaimsTest {
  private static final String ACCESS = "AKIDEXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final Map<String, String> NAMES =
      Map.of("minio.test", "127.0.0.1", "inside.test", "127.0.0.2");

  private ClaimServer server;

  @BeforeEach
  void start() throws IOException {
    server = ClaimServer.http().on("/", S3ClaimsTest::answer);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().endsWith("/moved")) {
      exchange.getResponseHeaders().add("Location", "/scans/a");
      exchange.sendResponseHeaders(307, -1);
    } else if (SignedRequest.of(exchange).isSignedBy(ACCESS, SECRET, "eu-north-1")) {
      ClaimServer.send(exchange, CONTENT);
    } else {
      exchange.sendResponseHeaders(403, -1);
    }
  }

  private Claims open(String host, ClaimPolicy.Credentials credentials, String... networks) {
    ClaimPolicy.S3 store =
        new ClaimPolicy.S3(
            URI.create("http://" + host + ":" + server.port()),
            "eu-north-1",
            List.of("scans", "more.scans"),
            credentials);
    return Claims.open(
        new ClaimPolicy(
            1 << 20,
            null,
            PATIENCE,
            List.of(),
            Stream.of(networks).map(Network::parse).toList(),
            null,
            store),
        names(NAMES));
  }

  private Claims open(String secret) {
    return open("minio.test", new ClaimPolicy.Credentials(ACCESS, secret), "127.0.0.1/32");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://scans/a",
        "s3://more.scans/2026/11/a.png",
        "s3://scans/with%20space/and+plus/%C3%A9/100%25/a=b&c;d~e(f)'!*",
        "s3://scans//two//slashes",
        "s3://scans/a%2Fb",
        "S3://scans/..hidden"
      })
  void aSignedRequestIsAnswered(String uri) throws Exception {
    try (Claims claims = open(SECRET)) {
      assertThat(claims.redeem(at(uri))).isEqualTo(CONTENT);
    }
  }

  @Test
  void aWrongKeyIsRefusedByTheServer() {
    try (Claims claims = open("another")) {
      assertThat(refusal(claims, "s3://scans/a"))
          .hasMessage("claim.s3.endpoint answered 403")
          .extracting("reason")
          .isEqualTo(RejectReason.CLAIM_UNREACHABLE);
    }
    try (Claims unsigned = open("minio.test", null, "127.0.0.1/32")) {
      assertThat(refusal(unsigned, "s3://scans/a")).hasMessageContaining("answered 403");
    }
    assertThat(server.asked).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://other/a",
        "s3://scans@other/a",
        "s3://scans:9000/a",
        "s3:///scans/a",
        "s3:scans/a",
        "s3://scans",
        "s3://scans/",
        "s3://scans/../other/a",
        "s3://scans/%2e%2e/other/a",
        "s3://scans/b%2F..%2F..%2Fother/a",
        "s3://scans/./a",
        "s3://scans/a?versionId=1",
        "s3://scans/a#b"
      })
  void whatIsNoKeyOfAnAllowedBucketIsRefusedBeforeAnythingIsAsked(String uri) {
    try (Claims claims = open(SECRET)) {
      assertThat(refusal(claims, uri).reason()).isEqualTo(RejectReason.CLAIM_UNREACHABLE);
    }
    assertThat(server.asked).isEmpty();
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (Claims claims = open(SECRET)) {
      assertThat(refusal(claims, "s3://scans/moved")).hasMessageContaining("answered 307");
    }
    assertThat(server.asked).containsExactly("/scans/moved");
  }

  @Test
  void anEndpointOfTheInsideMustBeAllowed() {
    ClaimPolicy.Credentials keys = new ClaimPolicy.Credentials(ACCESS, SECRET);
    try (Claims claims = open("inside.test", keys, "127.0.0.1/32")) {
      assertThat(refusal(claims, "s3://scans/a")).hasMessageContaining("claim.networks");
    }
    assertThat(server.asked).isEmpty();
    assertThat(keys.toString()).doesNotContain(SECRET);
  }
}
