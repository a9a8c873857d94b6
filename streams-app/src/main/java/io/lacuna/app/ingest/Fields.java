package io.lacuna.app.ingest;

import io.lacuna.app.ingest.Refusal.Reason;
import io.lacuna.app.ingest.Submission.Envelope;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Modality;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What is said about a sample in words: query parameters, headers, or the fields of a JSON. */
final class Fields {
  static final String PIPELINE = "pipeline";
  static final String SUBJECT = "subject";
  static final String MODALITY = "modality";
  static final String EVENT_TIME = "eventTime";
  static final String ABSENT = "absent";

  /** Those of an envelope, in the order in which they are documented. */
  static final List<String> ENVELOPE =
      List.of(
          PIPELINE,
          SUBJECT,
          MODALITY,
          EVENT_TIME,
          "correlationId",
          "site",
          "source",
          "subjectKind",
          "quality");

  private static final int MAX_IDENTIFIER = 1024;

  private final Map<String, String> values;

  /**
   * @param values texts by field; none is null
   */
  Fields(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Refuses a field that is none of these.
   *
   * @throws Refusal naming it
   */
  void onlyThese(List<String> known) throws Refusal {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new Refusal(Reason.UNKNOWN_FIELD, "'" + shown(name) + "' is no field", null, known);
      }
    }
  }

  /**
   * The envelope.
   *
   * @param byDefault modality where none is said, or null
   * @throws Refusal if a field is missing or not allowed
   */
  Envelope envelope(Modality byDefault) throws Refusal {
    return new Envelope(
        required(PIPELINE),
        subject(),
        modality(byDefault),
        eventTime(),
        identifier("correlationId"),
        identifier("site"),
        identifier("source"),
        identifier("subjectKind"),
        quality());
  }

  private String subject() throws Refusal {
    required(SUBJECT);
    return identifier(SUBJECT);
  }

  /**
   * A field that must be there.
   *
   * @throws Refusal if it is not
   */
  String required(String field) throws Refusal {
    String value = values.get(field);
    if (value == null || value.isBlank()) {
      throw new Refusal(Reason.MISSING_FIELD, field + " is missing", field, List.of());
    }
    return value;
  }

  /**
   * An identifier, or null. The value is not repeated in a refusal: it may tell who somebody is.
   *
   * @throws Refusal if it is too long or has a control character
   */
  String identifier(String field) throws Refusal {
    String value = values.get(field);
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (value.length() > MAX_IDENTIFIER
        || value.isBlank()
        || value.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal(
          Reason.BAD_FIELD,
          field + " must be up to " + MAX_IDENTIFIER + " characters, none of them a control one",
          field,
          List.of());
    }
    return value;
  }

  private Modality modality(Modality byDefault) throws Refusal {
    String word = values.get(MODALITY);
    if (word == null && byDefault == null) {
      throw new Refusal(Reason.MISSING_FIELD, "modality is missing", MODALITY, modalities());
    }
    return word == null ? byDefault : word(MODALITY, word, Modality.values(), modalities());
  }

  /**
   * The statement that a sample will not come.
   *
   * @throws Refusal if a field is missing, not known or not allowed
   */
  Submission absence() throws Refusal {
    onlyThese(Stream.concat(ENVELOPE.stream(), Stream.of(ABSENT)).toList());
    return new Submission(envelope(null), new Submission.Absent(absent()));
  }

  private AbsenceReason absent() throws Refusal {
    List<String> allowed = words(AbsenceReason.values());
    return word(ABSENT, required(ABSENT), AbsenceReason.values(), allowed);
  }

  private static <E extends Enum<E>> E word(
      String field, String word, E[] values, List<String> allowed) throws Refusal {
    int at = allowed.indexOf(word);
    if (at < 0) {
      throw new Refusal(
          Reason.BAD_FIELD, field + " '" + shown(word) + "' is not known", field, allowed);
    }
    return values[at];
  }

  static List<String> modalities() {
    return words(Modality.values());
  }

  private static List<String> words(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(v -> v.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }

  private Instant eventTime() throws Refusal {
    String text = required(EVENT_TIME);
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new Refusal(
          Reason.BAD_FIELD,
          "eventTime '" + shown(text) + "' is no time with its offset",
          EVENT_TIME,
          List.of("RFC 3339, e.g. 2026-01-31T12:00:00Z or 2026-01-31T13:00:00.250+01:00"));
    }
  }

  private Float quality() throws Refusal {
    String text = values.get("quality");
    if (text == null) {
      return null;
    }
    try {
      float quality = Float.parseFloat(text);
      if (Float.isFinite(quality)) {
        return quality;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Refusal(
        Reason.BAD_FIELD, "quality must be a finite number", "quality", List.of("e.g. 0.8"));
  }

  private static String shown(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 40 ? printable : printable.substring(0, 40) + "…";
  }
}
