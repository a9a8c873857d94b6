package io.lacuna.feeds.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.ingest.FeedReader;
import io.lacuna.app.ingest.FeedReader.Said;
import io.lacuna.app.ingest.Refusal;
import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.app.ingest.Submission;
import io.lacuna.schema.AbsenceReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FhirReaderTest {
  private static final FhirReader READER = new FhirReader();
  private static final String ABOUT =
      "'subject': {'reference': 'Patient/p-17'}, 'effectiveDateTime': '2026-01-31T12:00:00+01:00',"
          + " 'basedOn': [{'identifier': {'value': 'ACC-5'}}], 'code': {'text': 'chest'}";

  private static List<Submission> read(String json) throws Refusal {
    byte[] message = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return READER.read(FhirReader.TYPE, message, new Said("patient", "north"));
  }

  private static String observation(String rest) {
    return "{'resourceType': 'Observation', 'status': 'final', " + ABOUT + ", " + rest + "}";
  }

  private static String text(Submission s) {
    return new String(((Submission.Bytes) s.content()).bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void theReadersAreFoundOnTheClassPath() {
    List<String> types = new ArrayList<>();
    ServiceLoader.load(FeedReader.class).forEach(r -> types.addAll(r.mediaTypes()));
    assertThat(types).containsExactlyInAnyOrder("application/hl7-v2", "application/fhir+json");
  }

  @Test
  void anObservationWithAStringIsAText() throws Exception {
    Submission s = read(observation("'valueString': 'no effusion'")).get(0);
    assertThat(text(s)).isEqualTo("no effusion");
    assertThat(s.envelope().subject()).isEqualTo("p-17");
    assertThat(s.envelope().correlationId()).isEqualTo("ACC-5");
    assertThat(s.envelope().site()).isEqualTo("north");
    assertThat(s.envelope().eventTime()).isEqualTo(Instant.parse("2026-01-31T11:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "not-performed, NOT_PERFORMED",
    "not-asked, NOT_PERFORMED",
    "masked, MASKED",
    "not-permitted, NOT_PERMITTED",
    "temp-unknown, TEMP_UNKNOWN",
    "error, ERROR",
    "unknown, UNKNOWN"
  })
  void aDataAbsentReasonIsAnAbsence(String code, AbsenceReason reason) throws Exception {
    Submission s =
        read(observation(
                "'dataAbsentReason': {'coding': [{'system':"
                    + " 'http://terminology.hl7.org/CodeSystem/data-absent-reason', 'code': '"
                    + code
                    + "'}]}"))
            .get(0);
    assertThat(s.content()).isEqualTo(new Submission.Absent(reason));
  }

  @Test
  void aReportsFormCountsMoreThanItsConclusion() throws Exception {
    String report =
        "{'resourceType': 'DiagnosticReport', 'status': 'final', "
            + ABOUT
            + ", 'conclusion': 'clear' %s}";
    assertThat(text(read(report.formatted("")).get(0))).isEqualTo("clear");
    String form = Base64.getEncoder().encodeToString("the whole report".getBytes());
    String attached = ", 'presentedForm': [{'contentType': 'text/plain', 'data': '" + form + "'}]";
    assertThat(text(read(report.formatted(attached)).get(0))).isEqualTo("the whole report");
    assertThat(read(report.formatted("").replace("final", "cancelled")).get(0).content())
        .isEqualTo(new Submission.Absent(AbsenceReason.NOT_PERFORMED));
    assertThat(read(report.formatted("").replace("final", "registered")).get(0).content())
        .isEqualTo(new Submission.Absent(AbsenceReason.TEMP_UNKNOWN));
  }

  @Test
  void aBundleGivesWhatItHoldsInItsOrder() throws Exception {
    String bundle =
        "{'resourceType': 'Bundle', 'type': 'collection', 'entry': [{'resource': "
            + observation("'valueString': 'one'")
            + "}, {'resource': {'resourceType': 'Patient', 'id': 'p-17'}}, {'resource': "
            + observation("'valueCodeableConcept': {'text': 'two'}")
            + "}]}";
    assertThat(read(bundle)).extracting(FhirReaderTest::text).containsExactly("one", "two");
  }

  @Test
  void whatIsNoResultIsRefusedByName() {
    assertRefused(Reason.MALFORMED, "not json");
    assertRefused(Reason.MALFORMED, observation("'valueStrin': 'x'"));
    assertRefused(Reason.MALFORMED, "{'resourceType': 'Nothing'}");
    assertRefused(Reason.MALFORMED, "{'resourceType': 'Observation', 'a': " + "[".repeat(50_000));
    assertRefused(Reason.WRONG_PAYLOAD, "{'resourceType': 'Patient', 'id': 'p'}");
    assertRefused(Reason.WRONG_PAYLOAD, observation("'valueInteger': 3"));
    String text = observation("'valueString': 'x'");
    assertRefused(Reason.WRONG_PAYLOAD, text.replace("final", "entered-in-error"));
    assertRefused(
        Reason.MISSING_FIELD, text.replace("'reference': 'Patient/p-17'", "'display': 'J'"));
    assertRefused(Reason.MISSING_FIELD, text.replace("T12:00:00+01:00", ""));
  }

  private static void assertRefused(Reason reason, String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(Refusal.class)
        .extracting(e -> ((Refusal) e).reason())
        .as(json.substring(0, Math.min(json.length(), 200)))
        .isEqualTo(reason);
  }

  @Test
  void damagedResourcesAreReadOrRefused() {
    Random random = new Random(9);
    byte[] whole =
        observation("'valueString': 'no effusion'")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) (random.nextInt(96) + 32);
      try {
        assertThat(READER.read(FhirReader.TYPE, damaged, new Said("patient", null))).isNotEmpty();
      } catch (Refusal e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 999);
  }
}
