package io.lacuna.feeds.hl7;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Primitive;
import ca.uhn.hl7v2.model.Varies;
import ca.uhn.hl7v2.model.v25.group.ORU_R01_OBSERVATION;
import ca.uhn.hl7v2.model.v25.group.ORU_R01_ORDER_OBSERVATION;
import ca.uhn.hl7v2.model.v25.group.ORU_R01_PATIENT_RESULT;
import ca.uhn.hl7v2.model.v25.segment.MSH;
import ca.uhn.hl7v2.model.v25.segment.OBR;
import ca.uhn.hl7v2.model.v25.segment.OBX;
import io.lacuna.app.ingest.FeedReader.Said;
import io.lacuna.app.ingest.Refusal;
import io.lacuna.app.ingest.Submission;
import io.lacuna.schema.AbsenceReason;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One order of an ORU^R01 with its results (OBR and the OBX behind it). */
final class Hl7Order {
  private static final Set<String> TEXTS = Set.of("TX", "FT", "ST");

  /** Result statuses (OBX-11) that are no result. */
  private static final Map<String, AbsenceReason> ABSENT =
      Map.of(
          "X", AbsenceReason.NOT_PERFORMED, // cannot be obtained
          "N", AbsenceReason.NOT_PERFORMED, // not asked
          "O", AbsenceReason.TEMP_UNKNOWN, // order detail, no result yet
          "I", AbsenceReason.TEMP_UNKNOWN); // pending

  /** Deleted, and posted as wrong. */
  private static final Set<String> WITHDRAWN = Set.of("D", "W");

  private final MSH header;
  private final ORU_R01_PATIENT_RESULT patient;
  private final ORU_R01_ORDER_OBSERVATION order;
  private final ZoneId zone;

  Hl7Order(
      MSH header, ORU_R01_PATIENT_RESULT patient, ORU_R01_ORDER_OBSERVATION order, ZoneId zone) {
    this.header = header;
    this.patient = patient;
    this.order = order;
    this.zone = zone;
  }

  /**
   * Its text, or why there is none; empty where nothing is said of either.
   *
   * @throws Refusal if patient or time is missing
   */
  Optional<Submission> result(Said said) throws Refusal, HL7Exception {
    List<String> lines = new ArrayList<>();
    AbsenceReason absent = null;
    for (ORU_R01_OBSERVATION observation : order.getOBSERVATIONAll()) {
      OBX obx = observation.getOBX();
      String status = String.valueOf(obx.getObservationResultStatus().getValue());
      if (ABSENT.containsKey(status)) {
        absent = stronger(absent, ABSENT.get(status));
      } else if (!WITHDRAWN.contains(status)
          && TEXTS.contains(String.valueOf(obx.getValueType().getValue()))) {
        for (Varies value : obx.getObservationValue()) {
          if (value.getData() instanceof Primitive line && line.getValue() != null) {
            lines.add(line.getValue());
          }
        }
      }
    }
    String text = String.join("\n", lines).replace("\\.br\\", "\n");
    if (text.isBlank() && absent == null) {
      return Optional.empty();
    }
    Results.About about = about(said);
    return Optional.of(text.isBlank() ? about.absent(absent) : about.text(text));
  }

  /** What is said for good counts more than what is pending. */
  private static AbsenceReason stronger(AbsenceReason one, AbsenceReason other) {
    return one == null || one == AbsenceReason.TEMP_UNKNOWN ? other : one;
  }

  private Results.About about(Said said) throws Refusal {
    OBR obr = order.getOBR();
    String subject =
        Results.orNull(
            patient.getPATIENT().getPID().getPatientIdentifierList(0).getIDNumber().getValue());
    String accession = Results.orNull(obr.getPlacerField1().getValue());
    if (accession == null) {
      accession = Results.orNull(obr.getFillerOrderNumber().getEntityIdentifier().getValue());
    }
    String site = Results.orNull(header.getSendingFacility().getNamespaceID().getValue());
    return new Results.About(
        said.pipeline(),
        Results.required(subject, "PID-3"),
        time(obr),
        accession,
        said.site() == null ? site : said.site(),
        Results.orNull(header.getSendingApplication().getNamespaceID().getValue()));
  }

  /** When it was observed; else when the result was reported. */
  private Instant time(OBR obr) throws Refusal {
    String time = Results.orNull(obr.getObservationDateTime().getTime().getValue());
    if (time == null) {
      time = Results.orNull(obr.getResultsRptStatusChngDateTime().getTime().getValue());
    }
    return Hl7Time.parse(Results.required(time, "OBR-7"), "OBR-7", zone);
  }
}
