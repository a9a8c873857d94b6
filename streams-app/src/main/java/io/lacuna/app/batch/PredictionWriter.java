package io.lacuna.app.batch;

import io.lacuna.app.window.PayloadErrors;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Absence;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.SampleRef;
import io.lacuna.schema.TaskScores;
import io.lacuna.schema.TaskSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Completes the draft of a prediction with what scoring found. Pure, thread-safe. */
public final class PredictionWriter {
  private final ScoringModel model;
  private final double abstainBelow;

  /** A writer that never abstains. */
  public PredictionWriter(ScoringModel model) {
    this(model, 0);
  }

  /**
   * @param abstainBelow least confidence to act on; what has less, or none, is marked as abstained.
   *     0 marks nothing
   */
  public PredictionWriter(ScoringModel model, double abstainBelow) {
    this.model = model;
    this.abstainBelow = abstainBelow;
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
          .setCalibrated(scores.calibrated())
          .setAbstained(abstains(scores))
          .setSets(sets(scores));
    }
    return p.build();
  }

  private boolean abstains(Scores scores) {
    return abstainBelow > 0 && (scores.confidence() == null || scores.confidence() < abstainBelow);
  }

  private static List<TaskSet> sets(Scores scores) {
    return scores.sets().stream()
        .map(s -> new TaskSet(s.task(), s.level(), s.labels(), s.low(), s.high()))
        .toList();
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

  /** The draft without inputs whose payload broke: their modality is absent. */
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
        absences.add(new Absence(m, PayloadErrors.absence(last(broken, m).reason())));
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

  /** The one after which nothing of the modality was left. */
  private static ScoringOutcome.Broken last(List<ScoringOutcome.Broken> broken, Modality m) {
    return broken.stream()
        .filter(b -> b.ref().getModality() == m)
        .reduce((earlier, later) -> later)
        .orElseThrow();
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
