package io.lacuna.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the HTTP door refuses, and how it names the reason. */
class IngestRefusalTest {
  private static Door door;

  @BeforeAll
  static void open() {
    door = new Door(true, Map.of());
  }

  @AfterAll
  static void nothingCameThrough() {
    assertThat(door.producer.history()).isEmpty();
    assertThat(door.ingest.inFlightBytes()).isZero();
    door.close();
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
    JsonNode problem = Door.assertProblem(door.post(query, "image/png", Door.PNG), status, reason);
    assertThat(problem.path("field").asText(null)).isEqualTo(field);
    assertThat(door.count("lacuna.ingest.refused", "door", "http", "reason", reason)).isPositive();
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
    JsonNode problem = Door.assertProblem(door.post(Door.P1, type, body), status, reason);
    assertThat(problem.has("allowed")).isEqualTo(status == 415);
  }

  @Test
  void textMustBeUtf8() throws Exception {
    byte[] latin1 = {'f', (byte) 0xe9, 'v', 'r'};
    Door.assertProblem(door.post(Door.P1, "text/plain", latin1), 422, "wrong-payload");
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
    Door.assertProblem(door.post(Door.P1, "application/json", json), status, reason);
  }
}
