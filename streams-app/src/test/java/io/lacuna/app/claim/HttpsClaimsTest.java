package io.lacuna.app.claim;

import static io.lacuna.app.claim.Claimed.CONTENT;
import static io.lacuna.app.claim.Claimed.PATIENCE;
import static io.lacuna.app.claim.Claimed.at;
import static io.lacuna.app.claim.Claimed.http;
import static io.lacuna.app.claim.Claimed.names;
import static io.lacuna.app.claim.Claimed.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.secure.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store must show a certificate of its name, from an authority that is trusted. */
class HttpsClaimsTest {
  private static final CheckedResolver.Lookup NAMES =
      names(Map.of("store.test", "127.0.0.1", "alias.test", "127.0.0.1"));

  @TempDir static Path dir;
  private static Certificates certificates;

  @BeforeAll
  static void make() throws Exception {
    certificates = Certificates.make(dir);
  }

  private static Claims open(Path authorities, int... ports) {
    List<String> hosts =
        Arrays.stream(ports)
            .boxed()
            .flatMap(p -> List.of("store.test:" + p, "alias.test:" + p).stream())
            .toList();
    return Claims.open(http(PATIENCE, authorities, hosts, "127.0.0.1/32"), NAMES);
  }

  @Test
  void onlyATrustedCertificateOfTheHostIsTalkedTo() throws Exception {
    try (ClaimServer good = ClaimServer.https(certificates.server("server"));
        ClaimServer expired = ClaimServer.https(certificates.server("expired"))) {
      good.content("/a", CONTENT);
      expired.content("/a", CONTENT);
      int port = good.port();
      try (Claims claims = open(certificates.authority("ca"), port, expired.port())) {
        assertThat(claims.redeem(at("https://store.test:" + port + "/a"))).isEqualTo(CONTENT);
        assertThat(refusal(claims, "https://alias.test:" + port + "/a"))
            .hasMessageContaining("SSL");
        assertThat(refusal(claims, "https://store.test:" + expired.port() + "/a"))
            .hasMessageContaining("SSL");
      }
      for (Path authorities : new Path[] {certificates.authority("otherca"), null}) {
        try (Claims claims = open(authorities, port)) {
          assertThat(refusal(claims, "https://store.test:" + port + "/a"))
              .hasMessageContaining("SSL");
        }
      }
      assertThat(good.asked).hasSize(1);
      assertThat(expired.asked).isEmpty();
    }
  }

  @Test
  void aRedirectDoesNotLeaveTls() throws Exception {
    try (ClaimServer tls = ClaimServer.https(certificates.server("server"));
        ClaimServer plain = ClaimServer.http().content("/a", CONTENT)) {
      tls.redirect("/down", "http://store.test:" + plain.port() + "/a").content("/a", CONTENT);
      plain.redirect("/up", "https://store.test:" + tls.port() + "/a");
      try (Claims claims = open(certificates.authority("ca"), tls.port(), plain.port())) {
        assertThat(refusal(claims, "https://store.test:" + tls.port() + "/down"))
            .hasMessageContaining("from https to http");
        assertThat(claims.redeem(at("http://store.test:" + plain.port() + "/up")))
            .isEqualTo(CONTENT);
      }
    }
  }

  @Test
  void aFileWithoutCertificatesIsRefusedByItsKey() throws Exception {
    for (String content : List.of("", "no certificate")) {
      Path file = Files.writeString(dir.resolve("wrong.pem"), content);
      assertThatThrownBy(() -> open(file, 443))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("claim.tls.ca");
    }
  }
}
