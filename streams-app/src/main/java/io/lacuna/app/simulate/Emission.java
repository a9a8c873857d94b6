package io.lacuna.app.simulate;

import io.lacuna.app.simulate.Seen.Ref;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a prediction says, in a form that can be compared and read.
 *
 * @param absences expected modality that is absent → why
 * @param score null when the model failed
 * @param adapter digest of the adapter that was bound
 * @param firstEventMs earliest event time of the window
 * @param deadlineMs latest deadline of the expected modalities
 */
record Emission(
    String subject,
    String windowId,
    long startMs,
    long endMs,
    int revision,
    boolean isFinal,
    Cause cause,
    String presence,
    Map<Modality, AbsenceReason> absences,
    List<Ref> inputs,
    String mergedInto,
    Float score,
    String adapter,
    long firstEventMs,
    long deadlineMs) {

  static Emission of(Prediction p) {
    Map<Modality, AbsenceReason> absences = new TreeMap<>();
    for (Absence a : p.getAbsences()) {
      absences.put(a.getModality(), a.getReason());
    }
    return new Emission(
        p.getSubject(),
        p.getWindowId(),
        p.getWindowStart().toEpochMilli(),
        p.getWindowEnd().toEpochMilli(),
        p.getRevision(),
        p.getIsFinal(),
        p.getCause(),
        new PresenceMask(p.getPresence()).toString(),
        absences,
        p.getInputs().stream().map(SimulatedScorer::ref).sorted().toList(),
        p.getMergedInto(),
        p.getScores() == null ? null : p.getScores().get(0).getValues().get(0),
        p.getAdapterDigest(),
        ms(p.getDecision().getFirstEventTime()),
        ms(p.getDecision().getDeadline()));
  }

  private static long ms(Instant at) {
    return at.toEpochMilli();
  }

  /** The emission without the absences of modalities that were not expected. */
  Emission expecting(Iterable<Modality> expected) {
    Map<Modality, AbsenceReason> kept = new TreeMap<>();
    for (Modality m : expected) {
      if (absences.containsKey(m)) {
        kept.put(m, absences.get(m));
      }
    }
    return new Emission(
        subject,
        windowId,
        startMs,
        endMs,
        revision,
        isFinal,
        cause,
        presence,
        kept,
        inputs,
        mergedInto,
        score,
        adapter,
        firstEventMs,
        deadlineMs);
  }

  /** Subject and window, by which revisions count. */
  String key() {
    return subject + "/" + windowId;
  }

  @Override
  public String toString() {
    return subject
        + "/"
        + windowId
        + " ["
        + startMs
        + ","
        + endMs
        + ") revision "
        + revision
        + (isFinal ? " final " : " ")
        + cause
        + (mergedInto == null ? "" : " into " + mergedInto)
        + " "
        + presence
        + " absent "
        + absences
        + " inputs "
        + inputs
        + " score "
        + score
        + " adapter "
        + adapter
        + " first event "
        + firstEventMs
        + " deadline "
        + deadlineMs;
  }
}
