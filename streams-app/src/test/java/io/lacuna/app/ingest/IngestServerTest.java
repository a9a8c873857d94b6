package io.lacuna.app.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.schema.AbsenceMarker;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.ClaimCheck;
import io.lacuna.schema.InlineBytes;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Sample;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the HTTP door takes, and what it says to everything else. */
class IngestServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  @Test
  void aPayloadIsAnsweredWithItsPosition() throws Exception {
    try (Door door = new Door(true, Map.of())) {
      HttpResponse<String> answer =
          door.post(Door.P1 + "&site=north&quality=0.5&correlationId=c1", "image/png", Door.PNG);
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(JSON.readTree(answer.body()))
          .isEqualTo(
              JSON.readTree(
                  "{'topic':'lacuna.patient.image.v1','partition':0,'offset':0}"
                      .replace('\'', '"')));
      Sample sample = door.sent().get(0);
      assertThat(sample.getSubject()).isEqualTo("p1");
      assertThat(door.producer.history().get(0).key()).isEqualTo("p1".getBytes(UTF_8));
      assertThat(sample.getModality()).isEqualTo(Modality.IMAGE);
      assertThat(sample.getEventTime()).isEqualTo(Instant.parse("2026-01-31T11:59:58.500Z"));
      assertThat(sample.getSite()).isEqualTo("north");
      assertThat(sample.getQuality()).isEqualTo(0.5f);
      assertThat(sample.getCorrelationId()).isEqualTo("c1");
      InlineBytes payload = (InlineBytes) sample.getPayload();
      assertThat(payload.getMediaType()).isEqualTo("image/png");
      assertThat(payload.getBytes().array()).isEqualTo(Door.PNG);
      assertThat(door.count("lacuna.ingest.accepted", "modality", "image", "door", "http")).isOne();
    }
  }

  @Test
  void headersKeepASubjectOutOfAddresses() throws Exception {
    try (Door door = new Door(true, Map.of())) {
      HttpResponse<String> answer =
          door.post(
              "?pipeline=patient",
              "text/plain; charset=utf-8",
              "no effusion",
              "Lacuna-Subject",
              "p2",
              "Lacuna-Event-Time",
              "2026-01-31T12:59:00+01:00",
              "Lacuna-Subject-Kind",
              "outpatient");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      Sample sample = door.sent().get(0);
      assertThat(sample.getSubject()).isEqualTo("p2");
      assertThat(sample.getSubjectKind()).isEqualTo("outpatient");
      assertThat(sample.getEventTime()).isEqualTo(Instant.parse("2026-01-31T11:59:00Z"));
    }
  }

  @Test
  void anAbsenceIsToldInJson() throws Exception {
    try (Door door = new Door(true, Map.of())) {
      HttpResponse<String> answer =
          door.post(
              "",
              "application/json",
              """
              {"pipeline": "patient", "subject": "p3", "modality": "audio",
               "eventTime": "2026-01-31T12:00:00Z", "absent": "not-performed"}""");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      assertThat(door.sent().get(0).getPayload())
          .isEqualTo(new AbsenceMarker(AbsenceReason.NOT_PERFORMED));
    }
  }

  @Test
  void whatIsTooLargeForARecordBecomesAClaim() throws Exception {
    Path root = Files.createDirectory(dir.resolve("claims"));
    byte[] large = Arrays.copyOf(Door.PNG, 300_000);
    try (Door door = new Door(true, Map.of("claim.root", root.toString()))) {
      assertThat(door.post(Door.P1, "image/png", large).statusCode()).isEqualTo(202);
      assertThat(door.post(Door.P1, "image/png", large).statusCode()).isEqualTo(202);
      ClaimCheck claim = (ClaimCheck) door.sent().get(0).getPayload();
      assertThat(door.sent().get(1).getPayload()).isEqualTo(claim);
      assertThat(claim.getSize()).isEqualTo(large.length);
      Path file = Path.of(URI.create(claim.getUri()));
      assertThat(file.toRealPath()).startsWith(root.toRealPath()).hasBinaryContent(large);
      assertThat(file.getFileName()).hasToString(claim.getSha256());
      try (var all = Files.walk(root)) {
        assertThat(all.filter(Files::isRegularFile)).hasSize(1);
      }
    }
  }

  @Test
  void aClaimThatCannotBeWrittenIsToComeAgain() throws Exception {
    Path root = Files.createDirectory(dir.resolve("claims"));
    try (Door door = new Door(true, Map.of("claim.root", root.toString()))) {
      Files.delete(root);
      HttpResponse<String> answer =
          door.post(Door.P1, "image/png", Arrays.copyOf(Door.PNG, 300_000));
      Door.assertProblem(answer, 503, "claims-away");
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
    }
  }

  @Test
  void aLongBodyIsRefusedBeforeItIsReadOrWhileItIs() throws Exception {
    byte[] large = Arrays.copyOf(Door.PNG, 256 * 1024 + 1);
    try (Door door = new Door(true, Map.of())) {
      JsonNode problem =
          Door.assertProblem(door.post(Door.P1, "image/png", large), 413, "too-large");
      assertThat(problem.get("detail").asText()).contains("262144").contains("claim.root");
      HttpRequest chunked =
          door.request(
              Door.P1,
              "image/png",
              BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
      Door.assertProblem(door.http().send(chunked, Door.TEXT), 413, "too-large");
      HttpRequest fits =
          door.request(
              Door.P1,
              "image/png",
              BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(Door.PNG)));
      assertThat(door.http().send(fits, Door.TEXT).statusCode()).isEqualTo(202);
      assertThat(door.ingest.inFlightBytes()).isZero();
    }
  }

  @Test
  void whenEnoughWaitsTheNextIsToldToComeAgain() throws Exception {
    try (Door door = new Door(false, Map.of("ingest.in.flight.max", "2"))) {
      HttpRequest request =
          door.request(Door.P1, "image/png", BodyPublishers.ofByteArray(Door.PNG));
      CompletableFuture<HttpResponse<String>> first = door.http().sendAsync(request, Door.TEXT);
      CompletableFuture<HttpResponse<String>> second = door.http().sendAsync(request, Door.TEXT);
      await().atMost(Duration.ofSeconds(20)).until(() -> door.producer.history().size() == 2);
      assertThat(door.ingest.inFlightBytes()).isEqualTo(2L * Door.PNG.length);
      HttpResponse<String> third = door.post(Door.P1, "image/png", Door.PNG);
      Door.assertProblem(third, 429, "busy");
      assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
      door.producer.completeNext();
      door.producer.completeNext();
      assertThat(first.join().statusCode()).isEqualTo(202);
      assertThat(second.join().statusCode()).isEqualTo(202);
      await().atMost(Duration.ofSeconds(20)).until(() -> door.ingest.inFlightBytes() == 0);
    }
  }

  @Test
  void payloadBytesThatWaitAreBoundedToo() throws Exception {
    Map<String, String> keys =
        Map.of("ingest.in.flight.bytes", "1500", "ingest.inline.max.bytes", "1024");
    try (Door door = new Door(false, keys)) {
      byte[] payload = Arrays.copyOf(Door.PNG, 1000);
      HttpRequest request = door.request(Door.P1, "image/png", BodyPublishers.ofByteArray(payload));
      CompletableFuture<HttpResponse<String>> first = door.http().sendAsync(request, Door.TEXT);
      await().atMost(Duration.ofSeconds(20)).until(() -> door.producer.history().size() == 1);
      Door.assertProblem(door.http().send(request, Door.TEXT), 429, "busy");
      door.producer.completeNext();
      assertThat(first.join().statusCode()).isEqualTo(202);
    }
  }

  @Test
  void withoutAnAcknowledgementNothingIsAccepted() throws Exception {
    try (Door door = new Door(false, Map.of())) {
      HttpRequest request =
          door.request(Door.P1, "image/png", BodyPublishers.ofByteArray(Door.PNG));
      CompletableFuture<HttpResponse<String>> answer = door.http().sendAsync(request, Door.TEXT);
      await().atMost(Duration.ofSeconds(20)).until(() -> door.producer.history().size() == 1);
      assertThat(answer).isNotDone();
      door.producer.errorNext(new TimeoutException("no leader"));
      Door.assertProblem(answer.join(), 503, "broker-away");
      assertThat(answer.join().headers().firstValue("Retry-After")).hasValue("5");
      assertThat(door.meters.find("lacuna.ingest.accepted").counter()).isNull();
    }
  }

  @Test
  void onlyTheDoorItselfIsThere() throws Exception {
    try (Door door = new Door(true, Map.of())) {
      URI base = URI.create("http://127.0.0.1:" + door.port());
      assertThat(get(door, base.resolve("/v1/samples")).statusCode()).isEqualTo(405);
      HttpResponse<String> nothing = get(door, base.resolve("/v2"));
      assertThat(nothing.statusCode()).isEqualTo(404);
      assertThat(nothing.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/problem+json");
      assertThat(get(door, base.resolve("/metrics")).body()).isEqualTo("scraped");
      assertThat(get(door, base.resolve("/health/live")).statusCode()).isEqualTo(200);
      HttpResponse<String> zipped =
          door.post(Door.P1, "image/png", Door.PNG, "Content-Encoding", "gzip");
      Door.assertProblem(zipped, 415, "unsupported-media-type");
    }
  }

  private static HttpResponse<String> get(Door door, URI uri) throws Exception {
    return door.http().send(HttpRequest.newBuilder(uri).build(), Door.TEXT);
  }

  @Test
  void aPageOfSomebodyElseCannotPostThroughABrowser() throws Exception {
    try (Door door = new Door(true, Map.of())) {
      assertThat(
              door.post(Door.P1, "text/plain", "x", "Origin", "https://elsewhere.example")
                  .statusCode())
          .isEqualTo(403);
      assertThat(door.producer.history()).isEmpty();
    }
  }

  @Test
  void withATokenOnlyWhoShowsItMayPost() throws Exception {
    try (Door door = new Door(true, Map.of("ingest.token", "s3cret"))) {
      assertThat(door.post(Door.P1, "text/plain", "x").statusCode()).isEqualTo(401);
      assertThat(
              door.post(Door.P1, "text/plain", "x", "Authorization", "Bearer s3cret").statusCode())
          .isEqualTo(202);
    }
    assertThatThrownBy(() -> new Door(true, Map.of("ingest.host", "0.0.0.0")).close())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ingest.host")
        .hasMessageContaining("a token is required");
  }

  /** Each line is a text of the patient p1. */
  private static final class Lines implements FeedReader {
    @Override
    public Set<String> mediaTypes() {
      return Set.of("application/lines");
    }

    @Override
    public List<Submission> read(String type, byte[] message, Said said) throws Refusal {
      List<Submission> texts = new ArrayList<>();
      for (String line : new String(message, UTF_8).split("\n", -1)) {
        texts.add(
            new Submission(
                new Submission.Envelope(
                    said.pipeline(),
                    "p1",
                    Modality.TEXT,
                    Door.NOW,
                    null,
                    said.site(),
                    null,
                    null,
                    null),
                new Submission.Bytes("text/plain", line.getBytes(UTF_8))));
      }
      return texts;
    }
  }

  @Test
  void aMessageOfAnotherStandardIsAllOfItsSamplesOrNone() throws Exception {
    try (Door door = new Door(true, Map.of(), List.of(new Lines()))) {
      Door.assertProblem(door.post("", "application/lines", "one"), 400, "missing-field");
      Door.assertProblem(
          door.post("?pipeline=patient&subject=p", "application/lines", "a"), 400, "unknown-field");
      Door.assertProblem(
          door.post("?pipeline=patient", "application/lines", "one\n \ntwo"), 422, "wrong-payload");
      assertThat(door.producer.history()).isEmpty();
      HttpResponse<String> answer =
          door.post("?pipeline=patient&site=north", "application/lines", "one\ntwo");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      assertThat(JSON.readTree(answer.body()).get("samples")).hasSize(2);
      assertThat(door.sent()).extracting(Sample::getSite).containsExactly("north", "north");
    }
  }
}
