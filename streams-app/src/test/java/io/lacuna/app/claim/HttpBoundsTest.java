package io.lacuna.app.claim;

import static io.lacuna.app.claim.Claimed.CONTENT;
import static io.lacuna.app.claim.Claimed.PATIENCE;
import static io.lacuna.app.claim.Claimed.at;
import static io.lacuna.app.claim.Claimed.http;
import static io.lacuna.app.claim.Claimed.names;
import static io.lacuna.app.claim.Claimed.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.ClaimCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Size, time and hash hold whatever the server does. */
@Timeout(60)
class HttpBoundsTest {
  private static final Duration SHORT = Duration.ofMillis(400);
  private final CountDownLatch ended = new CountDownLatch(1);
  private ClaimServer server;

  @BeforeEach
  void start() throws IOException {
    server = ClaimServer.http().content("/a", CONTENT);
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.close();
  }

  private Claims open(Duration timeout) {
    return open(timeout, names(Map.of("store.test", "127.0.0.1")));
  }

  private Claims open(Duration timeout, CheckedResolver.Lookup lookup) {
    List<String> hosts = List.of("store.test:" + server.port());
    return Claims.open(http(timeout, hosts, "127.0.0.0/8"), lookup);
  }

  private String url(String path) {
    return "http://store.test:" + server.port() + path;
  }

  @Test
  void aClaimBeyondTheLimitIsRefusedBeforeAnythingIsAsked() {
    ClaimCheck large = at(url("/a"));
    large.setSize((1L << 20) + 1);
    ClaimCheck negative = at(url("/a"));
    negative.setSize(-1L);
    try (Claims claims = open(PATIENCE)) {
      for (ClaimCheck claim : List.of(large, negative)) {
        assertThat(refusal(claims, claim).reason()).isEqualTo(RejectReason.PAYLOAD_TOO_LARGE);
      }
    }
    assertThat(server.asked).isEmpty();
  }

  @Test
  void noMoreIsReadThanWasClaimed() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    server.on(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          pour(exchange.getResponseBody(), sent);
        });
    server.on(
        "/error",
        exchange -> {
          exchange.sendResponseHeaders(404, 0);
          pour(exchange.getResponseBody(), sent);
        });
    try (Claims claims = open(PATIENCE)) {
      assertThat(refusal(claims, url("/endless"))).hasMessageContaining("another size");
      assertThat(refusal(claims, url("/error"))).hasMessageContaining("answered 404");
    }
    // what lies in buffers on the way
    assertThat(sent.get()).isLessThan(64 << 20);
  }

  /** Until the reader goes away, which is said by an exception. */
  private void pour(OutputStream out, AtomicInteger sent) throws IOException {
    while (ended.getCount() > 0) {
      out.write(new byte[8192]);
      sent.addAndGet(8192);
    }
  }

  @Test
  void anotherSizeOrContentIsRefused() {
    server.content("/short", "less".getBytes()).content("/other", "WHAT was claimed".getBytes());
    server.on("/empty", exchange -> exchange.sendResponseHeaders(200, -1));
    server.on("/none", exchange -> exchange.sendResponseHeaders(204, -1));
    try (Claims claims = open(PATIENCE)) {
      assertThat(refusal(claims, url("/short"))).hasMessageContaining("another size");
      assertThat(refusal(claims, url("/empty"))).hasMessageContaining("another size");
      assertThat(refusal(claims, url("/none"))).hasMessageContaining("answered 204");
      assertThat(refusal(claims, url("/other")).reason())
          .isEqualTo(RejectReason.CLAIM_HASH_MISMATCH);
    }
  }

  @Test
  void aServerThatDripsOrIsSilentHoldsNobodyLonger() {
    server.on(
        "/drip",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          drip(exchange.getResponseBody());
        });
    server.on("/silent", exchange -> drip(null));
    try (Claims claims = open(SHORT)) {
      for (String path : List.of("/drip", "/silent")) {
        long before = System.nanoTime();
        assertThat(refusal(claims, url(path))).hasMessageContaining("claim.timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - before))
            .as(path)
            .isBetween(SHORT, SHORT.plusSeconds(5));
      }
    }
  }

  /** A byte every 50 ms, far below any limit on a single read. */
  private void drip(OutputStream out) throws IOException {
    try {
      while (!ended.await(50, TimeUnit.MILLISECONDS)) {
        if (out != null) {
          out.write('w');
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aNameServerThatHangsHoldsNobodyLonger() {
    CheckedResolver.Lookup hanging =
        host -> {
          while (ended.getCount() > 0) {
            try {
              ended.await();
            } catch (InterruptedException e) {
              // as the system's own look-up, which cannot be interrupted
            }
          }
          return Claimed.literals("127.0.0.1");
        };
    try (Claims claims = open(Duration.ofMillis(50), hanging)) {
      for (int i = 0; i < 16; i++) {
        assertThat(refusal(claims, url("/a"))).hasMessageContaining("claim.timeout");
      }
      assertThat(refusal(claims, url("/a"))).hasMessageContaining("16 claims");
    }
  }

  @Test
  void whatMayPassIsAskedAgainAndWhatWillNotIsNot() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    server.on(
        "/busy",
        exchange -> {
          if (calls.incrementAndGet() < 3) {
            exchange.sendResponseHeaders(503, -1);
          } else {
            ClaimServer.send(exchange, CONTENT);
          }
        });
    server.on("/gone", exchange -> exchange.sendResponseHeaders(410, -1));
    server.on("/down", exchange -> exchange.sendResponseHeaders(503, -1));
    try (Claims claims = open(PATIENCE)) {
      assertThat(claims.redeem(at(url("/busy")))).isEqualTo(CONTENT);
      assertThat(refusal(claims, url("/gone"))).hasMessageContaining("answered 410");
      assertThat(refusal(claims, url("/down"))).hasMessageContaining("answered 503");
    }
    assertThat(server.asked)
        .containsExactly("/busy", "/busy", "/busy", "/gone", "/down", "/down", "/down", "/down");
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() {
    int port = server.port();
    server.close();
    try (Claims claims = open(PATIENCE)) {
      assertThat(refusal(claims, "http://store.test:" + port + "/a").reason())
          .isEqualTo(RejectReason.CLAIM_UNREACHABLE);
    }
  }

  @Test
  void whatNobodyExpectedIsTheClaimsFaultAlone() {
    CheckedResolver.Lookup broken =
        host -> {
          throw new IllegalStateException("unexpected");
        };
    try (Claims claims = open(PATIENCE, broken)) {
      assertThat(refusal(claims, url("/a")))
          .hasMessageContaining("IllegalStateException")
          .extracting("reason")
          .isEqualTo(RejectReason.CLAIM_UNREACHABLE);
    }
  }

  @Test
  void whoWaitsCanBeInterrupted() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    server.on(
        "/silent",
        exchange -> {
          asked.countDown();
          drip(null);
        });
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Claims claims = open(PATIENCE)) {
      Thread waiting =
          new Thread(
              () -> {
                try {
                  claims.redeem(at(url("/silent")));
                } catch (InterruptedException e) {
                  interrupted.countDown();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      waiting.start();
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      waiting.interrupt();
      assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
