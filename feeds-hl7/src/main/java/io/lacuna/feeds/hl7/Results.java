package io.lacuna.feeds.hl7;

import io.lacuna.app.ingest.Refusal;
import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.app.ingest.Submission;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** What results in a text, or in none, whichever standard it came by. */
final class Results {
  private static final int MAX_RESULTS = 1000;

  private Results() {}

  /**
   * About a result.
   *
   * @param subject patient id
   * @param accession of the examination, or null
   */
  record About(
      String pipeline, String subject, Instant time, String accession, String site, String source) {

    private Submission.Envelope envelope() {
      return new Submission.Envelope(
          pipeline, subject, Modality.TEXT, time, accession, site, source, null, null);
    }

    Submission text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return new Submission(envelope(), new Submission.Bytes("text/plain", bytes));
    }

    Submission absent(AbsenceReason reason) {
      return new Submission(envelope(), new Submission.Absent(reason));
    }
  }

  /**
   * Those of a message.
   *
   * @throws Refusal if there are none or too many
   */
  static List<Submission> checked(List<Submission> results) throws Refusal {
    if (results.isEmpty()) {
      throw new Refusal(Reason.WRONG_PAYLOAD, "the message holds no result text and no absence");
    }
    if (results.size() > MAX_RESULTS) {
      throw new Refusal(
          Reason.TOO_LARGE, "the message holds more than " + MAX_RESULTS + " results");
    }
    return results;
  }

  /** Empty counts as not said. */
  static String orNull(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /**
   * What must be said.
   *
   * @param field as the standard calls it
   * @throws Refusal if it is not
   */
  static <T> T required(T value, String field) throws Refusal {
    if (value == null) {
      throw new Refusal(Reason.MISSING_FIELD, field + " is missing", field, List.of());
    }
    return value;
  }
}
