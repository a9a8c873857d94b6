package io.lacuna.app.web;

import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.DecisionClocks;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.TaskKind;
import io.lacuna.schema.TaskScores;
import io.lacuna.wire.TrustedRecords;
import java.time.Instant;
import java.util.List;

/** Predictions to show, made by hand. */
final class Predictions {
  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  static {
    TrustedRecords.install();
  }

  private Predictions() {}

  /** A complete observation of a patient: image and text, final at once. */
  static Prediction.Builder patient(String subject) {
    return blank(subject, "patient")
        .setPresence(0b011)
        .setPresenceLetters("IT-")
        .setScores(List.of(findings(0.91f, 0.62f, 0.07f)))
        .setConfidence(0.91f)
        .setCalibrated(true);
  }

  /** An utterance of which only the text came, still open to correction. */
  static Prediction.Builder utterance(String subject) {
    return blank(subject, "utterance")
        .setIsFinal(false)
        .setCause(Cause.DEADLINE)
        .setPresence(0b010)
        .setPresenceLetters("-T-")
        .setAbsences(
            List.of(
                new Absence(Modality.IMAGE, AbsenceReason.NOT_PERMITTED),
                new Absence(Modality.AUDIO, AbsenceReason.TEMP_UNKNOWN)))
        .setScores(
            List.of(
                new TaskScores(
                    "sentiment", TaskKind.REGRESSION, List.of("polarity"), List.of(0.42f)),
                new TaskScores(
                    "emotion",
                    TaskKind.MULTILABEL,
                    List.of("joy", "anger"),
                    List.of(0.31f, 0.12f))))
        .setConfidence(0.31f);
  }

  static TaskScores findings(Float... values) {
    return new TaskScores(
        "findings",
        TaskKind.MULTILABEL,
        List.of("pneumonia", "effusion", "oedema"),
        List.of(values));
  }

  private static Prediction.Builder blank(String subject, String pipeline) {
    return Prediction.newBuilder()
        .setSubject(subject)
        .setPipeline(pipeline)
        .setWindowId("study-of-" + subject)
        .setWindowStart(START)
        .setWindowEnd(START.plusSeconds(120))
        .setRevision(0)
        .setIsFinal(true)
        .setCause(Cause.COMPLETE)
        .setAbsences(List.of())
        .setModelDigest("00")
        .setAdapter("mora-r4")
        .setAdapterDigest("00")
        .setInputs(List.of())
        .setDecision(new DecisionClocks(START, START.plusSeconds(30), List.of(1L, 2L, -1L)));
  }
}
