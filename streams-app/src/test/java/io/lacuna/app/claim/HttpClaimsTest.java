package io.lacuna.app.claim;

import static io.lacuna.app.claim.Claimed.CONTENT;
import static io.lacuna.app.claim.Claimed.PATIENCE;
import static io.lacuna.app.claim.Claimed.at;
import static io.lacuna.app.claim.Claimed.http;
import static io.lacuna.app.claim.Claimed.names;
import static io.lacuna.app.claim.Claimed.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.modality.RejectReason;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and where redirects may lead. */
class HttpClaimsTest {
  private static final Map<String, String> NAMES =
      Map.of(
          "store.test", "127.0.0.1",
          "other.test", "127.0.0.1",
          "loop.test", "127.0.0.2",
          "meta.test", "169.254.169.254",
          "mixed.test", "127.0.0.1,10.0.0.1");

  private ClaimServer server;
  private Claims claims;

  @BeforeEach
  void start() throws IOException {
    server = ClaimServer.http().content("/a", CONTENT);
    claims = open(names(NAMES));
  }

  @AfterEach
  void stop() {
    claims.close();
    server.close();
  }

  private Claims open(CheckedResolver.Lookup lookup) {
    String port = ":" + server.port();
    List<String> hosts =
        List.of("store.test" + port, "loop.test" + port, "meta.test", "mixed.test" + port);
    return Claims.open(http(PATIENCE, hosts, "127.0.0.1/32"), lookup);
  }

  private String url(String host, String path) {
    return "http://" + host + ":" + server.port() + path;
  }

  @Test
  void whatIsAllowedIsRead() throws Exception {
    assertThat(claims.redeem(at(url("store.test", "/a")))).isEqualTo(CONTENT);
    assertThat(claims.redeem(at("HTTP://STORE.test:" + server.port() + "/a?b=c#d")))
        .isEqualTo(CONTENT);
    assertThat(server.asked).containsExactly("/a", "/a?b=c");
  }

  @Test
  void aNameThatLeadsInsideIsRefusedThoughItIsListed() {
    for (String host : List.of("loop.test", "mixed.test")) {
      assertThat(refusal(claims, url(host, "/a")))
          .as(host)
          .hasMessageContaining("not public")
          .hasMessageContaining("claim.networks")
          .extracting("reason")
          .isEqualTo(RejectReason.CLAIM_UNREACHABLE);
    }
    assertThat(refusal(claims, "http://meta.test/latest/meta-data"))
        .hasMessageContaining("169.254.169.254");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void aHostOrPortThatIsNotListedIsRefused() {
    assertThat(refusal(claims, url("other.test", "/a"))).hasMessageContaining("claim.http.hosts");
    assertThat(refusal(claims, "http://store.test:1/a")).hasMessageContaining("claim.http.hosts");
    assertThat(refusal(claims, "http://store.test/a")).hasMessageContaining("claim.http.hosts");
    assertThat(server.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user@store.test:PORT/a",
        "http://user:secret@store.test:PORT/a",
        "http://store.test:PORT@other.test/a",
        "http://store.test.:PORT/a",
        "http:/a",
        "http:store.test",
        "http://",
        "http://store.test:99999/a",
        "http://store.test:PORT\\@other.test/a",
        "http://store.test:PORT/a b",
        "gopher://store.test:PORT/a",
        "jar:http://store.test:PORT/a!/b",
        "//store.test:PORT/a",
        ""
      })
  void aUriOfAnotherFormIsRefused(String form) {
    String uri = form.replace("PORT", String.valueOf(server.port()));
    assertThat(refusal(claims, uri).reason()).isEqualTo(RejectReason.CLAIM_UNREACHABLE);
    assertThat(server.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "224.0.0.1",
        "169.254.169.254",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "[::]"
      })
  void noWayToWriteAnAddressOfTheInsideGetsThere(String host) {
    List<String> hosts = List.of(host, host + ":" + server.port());
    try (Claims real = Claims.open(http(PATIENCE, hosts))) {
      for (String form : List.of(host, host.toUpperCase(Locale.ROOT))) {
        assertThat(refusal(real, url(form, "/a")).reason())
            .isEqualTo(RejectReason.CLAIM_UNREACHABLE);
        assertThat(refusal(real, url(form, "/a")).getMessage())
            .containsAnyOf("not public", "must name a host");
      }
    }
    assertThat(server.asked).isEmpty();
  }

  @Test
  void redirectsAreFollowedWhereAClaimMightLead() throws Exception {
    server.redirect("/relative", "/a").redirect("/absolute", url("store.test", "/relative"));
    assertThat(claims.redeem(at(url("store.test", "/absolute")))).isEqualTo(CONTENT);
    assertThat(server.asked).containsExactly("/absolute", "/relative", "/a");
  }

  @Test
  void redirectsToTheInsideAreRefused() {
    server
        .redirect("/1", "http://meta.test/latest/meta-data")
        .redirect("/2", url("loop.test", "/a"))
        .redirect("/3", url("other.test", "/a"))
        .redirect("/4", "file:///etc/passwd")
        .redirect("/5", "//127.0.0.1/a")
        .redirect("/6", "http://user@store.test:" + server.port() + "/a")
        .redirect("/7", "http://a b/");
    Map<String, String> why =
        Map.of(
            "/1", "not public",
            "/2", "not public",
            "/3", "claim.http.hosts",
            "/4", "http and https only",
            "/5", "claim.http.hosts",
            "/6", "user",
            "/7", "no URI");
    why.forEach(
        (path, word) ->
            assertThat(refusal(claims, url("store.test", path)))
                .as(path)
                .hasMessageContaining(word));
    assertThat(server.asked).hasSize(7).doesNotContain("/a");
  }

  @Test
  void redirectsInACircleEnd() {
    server.redirect("/round", "/round");
    assertThat(refusal(claims, url("store.test", "/round"))).hasMessageContaining("more than 3");
    assertThat(server.asked).hasSize(4);
  }

  /** The address that was checked is the one that is connected to: nobody asks a second time. */
  @Test
  void aNameThatLeadsElsewhereTheSecondTimeIsNotAskedTwice() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    CheckedResolver.Lookup rebinding =
        host -> {
          asked.add(host);
          return Claimed.literals(asked.size() == 1 ? "127.0.0.1" : "127.0.0.2");
        };
    try (Claims fickle = open(rebinding)) {
      assertThat(fickle.redeem(at(url("store.test", "/a")))).isEqualTo(CONTENT);
      assertThat(asked).containsExactly("store.test");
    }
    try (Claims later = open(rebinding)) {
      assertThat(refusal(later, url("store.test", "/a"))).hasMessageContaining("127.0.0.2");
    }
    assertThat(server.asked).containsExactly("/a");
  }

  @Test
  void neitherProxyNorCookieNorCredentialIsUsed() throws Exception {
    AtomicInteger credentials = new AtomicInteger();
    server.on(
        "/cookie",
        exchange -> {
          boolean shown =
              exchange.getRequestHeaders().containsKey("Cookie")
                  || exchange.getRequestHeaders().containsKey("Authorization");
          credentials.addAndGet(shown ? 1 : 0);
          exchange.getResponseHeaders().add("Set-Cookie", "a=b");
          ClaimServer.send(exchange, CONTENT);
        });
    System.setProperty("http.proxyHost", "127.0.0.3");
    System.setProperty("http.proxyPort", "1");
    try (Claims fresh = open(names(NAMES))) {
      assertThat(fresh.redeem(at(url("store.test", "/cookie")))).isEqualTo(CONTENT);
      assertThat(fresh.redeem(at(url("store.test", "/cookie")))).isEqualTo(CONTENT);
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }
    assertThat(credentials).hasValue(0);
  }
}
