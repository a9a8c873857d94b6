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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the HTTP door takes, and what it says to everything else. */
class IngestServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String P1 =
      "?pipeline=patient&subject=p1&eventTime=2026-01-31T11:59:58.500Z";

  /** Of the tests that only see refusals. */
  private static Door shared;

  @TempDir Path dir;

  @BeforeAll
  static void open() {
    shared = new Door(true, Map.of());
  }

  @AfterAll
  static void close() {
    assertThat(shared.producer.history()).isEmpty();
    assertThat(shared.ingest.inFlightBytes()).isZero();
    shared.close();
  }

  @Test
  void aPayloadIsAnsweredWithItsPosition() throws Exception {
    try (Door door = new Door(true, Map.of())) {
      HttpResponse<String> answer =
          door.post(P1 + "&site=north&quality=0.5&correlationId=c1", "image/png", Door.PNG);
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
      assertThat(door.post(P1, "image/png", large).statusCode()).isEqualTo(202);
      assertThat(door.post(P1, "image/png", large).statusCode()).isEqualTo(202);
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
      HttpResponse<String> answer = door.post(P1, "image/png", Arrays.copyOf(Door.PNG, 300_000));
      assertProblem(answer, 503, "claims-away");
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "?subject=p&eventTime=2026-01-31T12:00:00Z, 400, missing-field, pipeline",
    "?pipeline=patient&eventTime=2026-01-31T12:00:00Z, 400, missing-field, subject",
    "?pipeline=patient&subject=p, 400, missing-field, eventTime",
    "?pipeline=patient&subject=%20&eventTime=2026-01-31T12:00:00Z, 400, missing-field, subject",
    "?pipeline=patient&subject=a%0Ab&eventTime=2026-01-31T12:00:00Z, 400, bad-field, subject",
    "?pipeline=ward&subject=p&eventTime=2026-01-31T12:00:00Z, 400, unknown-pipeline, pipeline",
    "?pipeline=patient&subject=p&eventTime=yesterday, 400, bad-field, eventTime",
    "?pipeline=patient&subject=p&eventTime=2026-01-31T12:00:00, 400, bad-field, eventTime",
    "?pipeline=patient&subject=p&eventTime=2026-01-31T12:00:31Z, 422, event-time-out-of-range, eventTime",
    "?pipeline=patient&subject=p&eventTime=1969-12-31T23:59:59Z, 422, event-time-out-of-range, eventTime",
    "?pipeline=patient&subject=p&eventTime=2026-01-31T12:00:00Z&modality=smell, 400, bad-field, modality",
    "?pipeline=patient&subject=p&eventTime=2026-01-31T12:00:00Z&modality=audio, 415, unsupported-media-type, modality",
    "?pipeline=patient&subject=p&eventTime=2026-01-31T12:00:00Z&quality=NaN, 400, bad-field, quality",
    "?pipeline=patient&subject=p&eventTime=2026-01-31T12:00:00Z&quality=good, 400, bad-field, quality",
    "?pipeline=patient&pipeline=patient&subject=p, 400, malformed, pipeline",
    "?pipeline=patient&subject=p&eventTime=2026-01-31T12:00:00Z&ward=3, 400, unknown-field,"
  })
  void aWrongFieldIsNamed(String query, int status, String reason, String field) throws Exception {
    JsonNode problem = assertProblem(shared.post(query, "image/png", Door.PNG), status, reason);
    assertThat(problem.path("field").asText(null)).isEqualTo(field);
    assertThat(shared.count("lacuna.ingest.refused", "door", "http", "reason", reason))
        .isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "image/png, GIF89a, 422, wrong-payload",
    "image/jpeg, '\u0089PNG', 422, wrong-payload",
    "image/tiff, 'II+', 422, wrong-payload",
    "audio/wav, RIFFxxxxAVI , 422, wrong-payload",
    "audio/flac, fLaX, 422, wrong-payload",
    "application/dicom, DICM, 422, wrong-payload",
    "text/plain, '  ', 422, wrong-payload",
    "image/png, '', 422, wrong-payload",
    "image/gif, GIF89a, 415, unsupported-media-type",
    "text/plain; charset=iso-8859-1, text, 415, unsupported-media-type",
    "application/hl7-v2, MSH, 415, unsupported-media-type",
    ", text, 415, unsupported-media-type"
  })
  void aPayloadMustBeWhatItsTypeSays(String type, String body, int status, String reason)
      throws Exception {
    JsonNode problem = assertProblem(shared.post(P1, type, body), status, reason);
    assertThat(problem.has("allowed")).isEqualTo(status == 415);
  }

  @Test
  void textMustBeUtf8() throws Exception {
    byte[] latin1 = {'f', (byte) 0xe9, 'v', 'r'};
    assertProblem(shared.post(P1, "text/plain", latin1), 422, "wrong-payload");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json | 400 | malformed",
        "[1] | 400 | malformed",
        "{\"absent\": {\"a\": 1}} | 400 | malformed",
        "{\"absent\": \"masked\", \"absent\": \"error\"} | 400 | malformed",
        "{\"modality\": \"text\"} | 400 | missing-field",
        "{\"modality\": \"text\", \"absent\": \"gone\"} | 400 | bad-field",
        "{\"absent\": \"masked\"} | 400 | missing-field",
        "{\"modality\": \"text\", \"absent\": \"masked\", \"subject\": \"q\"} | 400 | malformed",
        "{\"modality\": \"text\", \"absent\": \"masked\", \"text\": \"q\"} | 400 | unknown-field"
      })
  void aWrongJsonIsRefused(String json, int status, String reason) throws Exception {
    assertProblem(shared.post(P1, "application/json", json), status, reason);
  }

  @Test
  void aLongBodyIsRefusedBeforeItIsReadOrWhileItIs() throws Exception {
    byte[] large = Arrays.copyOf(Door.PNG, 256 * 1024 + 1);
    try (Door door = new Door(true, Map.of())) {
      JsonNode problem = assertProblem(door.post(P1, "image/png", large), 413, "too-large");
      assertThat(problem.get("detail").asText()).contains("262144").contains("claim.root");
      HttpRequest chunked =
          door.request(
              P1, "image/png", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
      assertProblem(door.http().send(chunked, Door.TEXT), 413, "too-large");
      HttpRequest fits =
          door.request(
              P1,
              "image/png",
              BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(Door.PNG)));
      assertThat(door.http().send(fits, Door.TEXT).statusCode()).isEqualTo(202);
      assertThat(door.ingest.inFlightBytes()).isZero();
    }
  }

  @Test
  void whenEnoughWaitsTheNextIsToldToComeAgain() throws Exception {
    try (Door door = new Door(false, Map.of("ingest.in.flight.max", "2"))) {
      HttpRequest request = door.request(P1, "image/png", BodyPublishers.ofByteArray(Door.PNG));
      CompletableFuture<HttpResponse<String>> first = door.http().sendAsync(request, Door.TEXT);
      CompletableFuture<HttpResponse<String>> second = door.http().sendAsync(request, Door.TEXT);
      await().atMost(Duration.ofSeconds(20)).until(() -> door.producer.history().size() == 2);
      assertThat(door.ingest.inFlightBytes()).isEqualTo(2L * Door.PNG.length);
      HttpResponse<String> third = door.post(P1, "image/png", Door.PNG);
      assertProblem(third, 429, "busy");
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
      HttpRequest request = door.request(P1, "image/png", BodyPublishers.ofByteArray(payload));
      CompletableFuture<HttpResponse<String>> first = door.http().sendAsync(request, Door.TEXT);
      await().atMost(Duration.ofSeconds(20)).until(() -> door.producer.history().size() == 1);
      assertProblem(door.http().send(request, Door.TEXT), 429, "busy");
      door.producer.completeNext();
      assertThat(first.join().statusCode()).isEqualTo(202);
    }
  }

  @Test
  void withoutAnAcknowledgementNothingIsAccepted() throws Exception {
    try (Door door = new Door(false, Map.of())) {
      HttpRequest request = door.request(P1, "image/png", BodyPublishers.ofByteArray(Door.PNG));
      CompletableFuture<HttpResponse<String>> answer = door.http().sendAsync(request, Door.TEXT);
      await().atMost(Duration.ofSeconds(20)).until(() -> door.producer.history().size() == 1);
      assertThat(answer).isNotDone();
      door.producer.errorNext(new TimeoutException("no leader"));
      assertProblem(answer.join(), 503, "broker-away");
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
          door.post(P1, "image/png", Door.PNG, "Content-Encoding", "gzip");
      assertProblem(zipped, 415, "unsupported-media-type");
    }
  }

  private static HttpResponse<String> get(Door door, URI uri) throws Exception {
    return door.http().send(HttpRequest.newBuilder(uri).build(), Door.TEXT);
  }

  @Test
  void aPageOfSomebodyElseCannotPostThroughABrowser() throws Exception {
    try (Door door = new Door(true, Map.of())) {
      assertThat(
              door.post(P1, "text/plain", "x", "Origin", "https://elsewhere.example").statusCode())
          .isEqualTo(403);
      assertThat(door.producer.history()).isEmpty();
    }
  }

  @Test
  void withATokenOnlyWhoShowsItMayPost() throws Exception {
    try (Door door = new Door(true, Map.of("ingest.token", "s3cret"))) {
      assertThat(door.post(P1, "text/plain", "x").statusCode()).isEqualTo(401);
      assertThat(door.post(P1, "text/plain", "x", "Authorization", "Bearer s3cret").statusCode())
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
      assertProblem(door.post("", "application/lines", "one"), 400, "missing-field");
      assertProblem(
          door.post("?pipeline=patient&subject=p", "application/lines", "a"), 400, "unknown-field");
      assertProblem(
          door.post("?pipeline=patient", "application/lines", "one\n \ntwo"), 422, "wrong-payload");
      assertThat(door.producer.history()).isEmpty();
      HttpResponse<String> answer =
          door.post("?pipeline=patient&site=north", "application/lines", "one\ntwo");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      assertThat(JSON.readTree(answer.body()).get("samples")).hasSize(2);
      assertThat(door.sent()).extracting(Sample::getSite).containsExactly("north", "north");
    }
  }

  private static JsonNode assertProblem(HttpResponse<String> answer, int status, String reason)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.get("type").asText()).isEqualTo("urn:lacuna:problem:" + reason);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asText()).isNotBlank();
    assertThat(problem.get("detail").asText()).isNotBlank();
    return problem;
  }
}
