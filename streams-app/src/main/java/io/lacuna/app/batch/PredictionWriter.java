package io.lacuna.app.batch;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.TaskScores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Completes the draft of a prediction with what scoring found. Pure, thread-safe. */
public final class PredictionWriter {
  private final ScoringModel model;

  public PredictionWriter(ScoringModel model) {
    this.model = model;
  }

  /** Scores, adapter and confidence; modalities whose payload broke become absent. */
  public Prediction complete(Prediction draft, ScoringOutcome outcome) {
    Prediction.Builder p = Prediction.newBuilder(without(draft, outcome.broken()));
    p.setModelDigest(model.modelDigest());
    p.setAdapterDigest(outcome.adapter());
    p.setAdapter(model.adapterId(outcome.adapter()));
    if (outcome.scores() == null) {
      p.setCause(Cause.FAILED).setFailure(outcome.failure().name()).setScores(null);
    } else {
      Scores scores = outcome.scores();
      p.setScores(tasks(scores))
          .setConfidence(scores.confidence())
          .setCalibrated(scores.calibrated());
    }
    return p.build();
  }

  /** The last result under the draft's revision, finality, cause, reasons and clocks. */
  public Prediction repeat(Prediction last, Prediction draft) {
    return Prediction.newBuilder(last)
        .setWindowStart(draft.getWindowStart())
        .setWindowEnd(draft.getWindowEnd())
        .setRevision(draft.getRevision())
        .setIsFinal(draft.getIsFinal())
        .setCause(draft.getCause())
        .setMergedInto(draft.getMergedInto())
        .setAbsences(reasons(last.getAbsences(), draft.getAbsences()))
        .setDecision(draft.getDecision())
        .build();
  }

  /** The absences of a result in the words of a later decision, which does not know what broke. */
  private static List<Absence> reasons(List<Absence> last, List<Absence> later) {
    return last.stream()
        .map(
            absence ->
                later.stream()
                    .filter(a -> a.getModality() == absence.getModality())
                    .findFirst()
                    .orElse(absence))
        .toList();
  }

  /** The draft without inputs whose payload broke: their modality is absent with reason ERROR. */
  static Prediction without(Prediction draft, List<ScoringOutcome.Broken> broken) {
    if (broken.isEmpty()) {
      return draft;
    }
    PresenceMask presence = PresenceMask.NONE;
    List<SampleRef> inputs = new ArrayList<>(draft.getInputs());
    List<SampleRef> unusable = new ArrayList<>(draft.getBrokenInputs());
    for (ScoringOutcome.Broken b : broken) {
      inputs.remove(b.ref());
      unusable.add(b.ref());
    }
    for (SampleRef input : inputs) {
      presence = presence.with(input.getModality());
    }
    List<Absence> absences = new ArrayList<>(draft.getAbsences());
    for (Modality m : new PresenceMask(draft.getPresence()).modalities()) {
      if (!presence.has(m)) {
        absences.add(new Absence(m, AbsenceReason.ERROR));
      }
    }
    absences.sort(Comparator.comparing(Absence::getModality));
    return Prediction.newBuilder(draft)
        .setPresence(presence.bits())
        .setPresenceLetters(presence.toString())
        .setAbsences(absences)
        .setBrokenInputs(unusable)
        .setInputs(inputs)
        .build();
  }

  private List<TaskScores> tasks(Scores scores) {
    List<TaskScores> tasks = new ArrayList<>();
    for (int i = 0; i < model.tasks().size(); i++) {
      TaskSpec task = model.tasks().get(i);
      List<Float> values = new ArrayList<>();
      for (float v : scores.values().get(i)) {
        values.add(v);
      }
      tasks.add(new TaskScores(task.name(), task.kind(), task.labels(), values));
    }
    return tasks;
  }
}
