package io.lacuna.feeds.hl7;

import io.lacuna.app.ingest.FeedReader.Said;
import io.lacuna.app.ingest.Refusal;
import io.lacuna.app.ingest.Submission;
import io.lacuna.schema.AbsenceReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/** One FHIR resource as a text or an absence; empty where it says neither. */
final class FhirResult {
  private static final String ABSENT_REASONS =
      "http://terminology.hl7.org/CodeSystem/data-absent-reason";

  /** FHIR has more words than the window rule; each becomes the nearest. */
  private static final Map<String, AbsenceReason> REASONS =
      Map.ofEntries(
          Map.entry("unknown", AbsenceReason.UNKNOWN),
          Map.entry("asked-unknown", AbsenceReason.UNKNOWN),
          Map.entry("as-text", AbsenceReason.UNKNOWN),
          Map.entry("temp-unknown", AbsenceReason.TEMP_UNKNOWN),
          Map.entry("not-asked", AbsenceReason.NOT_PERFORMED),
          Map.entry("asked-declined", AbsenceReason.NOT_PERFORMED),
          Map.entry("not-applicable", AbsenceReason.NOT_PERFORMED),
          Map.entry("not-performed", AbsenceReason.NOT_PERFORMED),
          Map.entry("masked", AbsenceReason.MASKED),
          Map.entry("not-permitted", AbsenceReason.NOT_PERMITTED),
          Map.entry("unsupported", AbsenceReason.ERROR),
          Map.entry("error", AbsenceReason.ERROR),
          Map.entry("not-a-number", AbsenceReason.ERROR),
          Map.entry("negative-infinity", AbsenceReason.ERROR),
          Map.entry("positive-infinity", AbsenceReason.ERROR));

  private FhirResult() {}

  static Optional<Submission> of(Observation o, Said said) throws Refusal {
    String text = null;
    AbsenceReason absent = null;
    if (o.getStatus() == Observation.ObservationStatus.ENTEREDINERROR) {
      return Optional.empty();
    }
    if (o.getStatus() == Observation.ObservationStatus.CANCELLED) {
      absent = AbsenceReason.NOT_PERFORMED;
    } else if (o.getValue() instanceof StringType value) {
      text = value.getValue();
    } else if (o.getValue() instanceof CodeableConcept value) {
      text = value.getText();
    }
    if (o.hasDataAbsentReason()) {
      absent = reason(o.getDataAbsentReason());
    }
    return result(
        text, absent, o.getSubject(), o.getEffective(), o.getIssuedElement(), o.getBasedOn(), said);
  }

  static Optional<Submission> of(DiagnosticReport r, Said said) throws Refusal {
    if (r.getStatus() == DiagnosticReport.DiagnosticReportStatus.ENTEREDINERROR) {
      return Optional.empty();
    }
    AbsenceReason absent = null;
    if (r.getStatus() == DiagnosticReport.DiagnosticReportStatus.CANCELLED) {
      absent = AbsenceReason.NOT_PERFORMED;
    } else if (r.getStatus() == DiagnosticReport.DiagnosticReportStatus.REGISTERED) {
      absent = AbsenceReason.TEMP_UNKNOWN;
    }
    String form =
        r.getPresentedForm().stream()
            .filter(a -> "text/plain".equals(a.getContentType()) && a.getData() != null)
            .map(Attachment::getData)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .collect(Collectors.joining("\n"));
    return result(
        form.isBlank() ? r.getConclusion() : form,
        absent,
        r.getSubject(),
        r.getEffective(),
        r.getIssuedElement(),
        r.getBasedOn(),
        said);
  }

  private static Optional<Submission> result(
      String text,
      AbsenceReason absent,
      Reference subject,
      Type effective,
      InstantType issued,
      List<Reference> basedOn,
      Said said)
      throws Refusal {
    if (absent == null && Results.orNull(text) == null) {
      return Optional.empty();
    }
    String accession =
        basedOn.isEmpty() ? null : Results.orNull(basedOn.get(0).getIdentifier().getValue());
    Results.About about =
        new Results.About(
            said.pipeline(),
            subject(subject),
            time(effective, issued),
            accession,
            said.site(),
            null);
    return Optional.of(absent == null ? about.text(text) : about.absent(absent));
  }

  private static String subject(Reference subject) throws Refusal {
    String id = Results.orNull(subject.getIdentifier().getValue());
    if (id == null) {
      id = Results.orNull(subject.getReferenceElement().getIdPart());
    }
    return Results.required(id, "subject");
  }

  /** With its offset: a day alone is no time that a window can place. */
  private static Instant time(Type effective, InstantType issued) throws Refusal {
    BaseDateTimeType time = issued;
    if (effective instanceof BaseDateTimeType own) {
      time = own;
    } else if (effective instanceof Period period) {
      time = period.getStartElement();
    }
    Date date = time.getTimeZone() == null ? null : time.getValue();
    return Results.required(date, "effective[x], with time and offset,").toInstant();
  }

  private static AbsenceReason reason(CodeableConcept concept) {
    for (Coding coding : concept.getCoding()) {
      if (ABSENT_REASONS.equals(coding.getSystem()) && REASONS.containsKey(coding.getCode())) {
        return REASONS.get(coding.getCode());
      }
    }
    return AbsenceReason.UNKNOWN;
  }
}
