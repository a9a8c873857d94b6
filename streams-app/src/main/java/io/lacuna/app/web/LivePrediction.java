package io.lacuna.app.web;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.TaskKind;
import io.lacuna.schema.TaskScores;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One row of the page, in the words that people see.
 *
 * @param seq place in the feed, from 1 on
 * @param key the same for every revision of one window of one subject; opaque
 * @param subject pseudonym, or the id where ids are shown
 * @param windowStart first instant, UTC ms
 * @param windowEnd end, exclusive, UTC ms
 * @param status provisional, corrected or final
 * @param modalities one entry per modality, in the order image, text, audio
 * @param answers what the model says, best first; empty when it failed
 * @param confidence probability of the top label, 0..1; null when there is none
 * @param confidenceWord low, medium or high; null when there is none
 * @param abstained whether the pipeline says not to act on it
 * @param received wall clock at receipt, UTC ms
 */
record LivePrediction(
    long seq,
    String key,
    String pipeline,
    String subject,
    long windowStart,
    long windowEnd,
    int revision,
    String status,
    String cause,
    String presence,
    List<Evidence> modalities,
    List<Answer> answers,
    Float confidence,
    String confidenceWord,
    boolean calibrated,
    boolean abstained,
    String failure,
    String adapter,
    long received) {
  private static final float SHOWN_FROM = 0.5f;
  private static final float MEDIUM_FROM = 0.5f;
  private static final float HIGH_FROM = 0.8f;
  private static final int MOST_LABELS = 3;

  /** A modality that is present, waiting, missing or unused; why, when it is not there. */
  record Evidence(String modality, String state, String reason) {}

  /** A label and its probability, or, without a label, a value in the task's own unit. */
  record Answer(String task, String label, float value) {}

  static LivePrediction of(Prediction p, long seq, String key, String subject, long receivedMs) {
    return new LivePrediction(
        seq,
        key,
        p.getPipeline(),
        subject,
        p.getWindowStart().toEpochMilli(),
        p.getWindowEnd().toEpochMilli(),
        p.getRevision(),
        p.getIsFinal() ? "final" : p.getRevision() == 0 ? "provisional" : "corrected",
        word(p.getCause()),
        p.getPresenceLetters(),
        Arrays.stream(Modality.values()).map(m -> evidence(p, m)).toList(),
        p.getScores() == null
            ? List.of()
            : p.getScores().stream().flatMap(LivePrediction::answers).toList(),
        p.getConfidence(),
        p.getConfidence() == null ? null : confidenceWord(p.getConfidence()),
        p.getCalibrated(),
        p.getAbstained(),
        p.getFailure(),
        p.getAdapter(),
        receivedMs);
  }

  private static Evidence evidence(Prediction p, Modality m) {
    if ((p.getPresence() & 1 << m.ordinal()) != 0) {
      return new Evidence(word(m), "present", null);
    }
    return p.getAbsences().stream()
        .filter(a -> a.getModality() == m)
        .map(a -> new Evidence(word(m), absent(p, a.getReason()), word(a.getReason())))
        .findFirst()
        .orElse(new Evidence(word(m), "unused", null));
  }

  /** Waiting is what no verdict was given on; after the verdict a modality is missing. */
  private static String absent(Prediction p, AbsenceReason reason) {
    boolean open =
        reason == AbsenceReason.TEMP_UNKNOWN
            || reason == AbsenceReason.UNKNOWN && p.getCause() == Cause.EARLY;
    return open && !p.getIsFinal() ? "waiting" : "missing";
  }

  private static Stream<Answer> answers(TaskScores t) {
    if (t.getKind() == TaskKind.REGRESSION) {
      return t.getValues().stream().limit(1).map(v -> new Answer(t.getTask(), null, v));
    }
    List<Answer> best =
        IntStream.range(0, Math.min(t.getLabels().size(), t.getValues().size()))
            .mapToObj(i -> new Answer(t.getTask(), t.getLabels().get(i), t.getValues().get(i)))
            .sorted((a, b) -> Float.compare(b.value(), a.value()))
            .limit(MOST_LABELS)
            .toList();
    // the best label is shown even where none is likely
    return best.stream().filter(a -> a == best.get(0) || a.value() >= SHOWN_FROM);
  }

  private static String confidenceWord(float confidence) {
    return confidence >= HIGH_FROM ? "high" : confidence >= MEDIUM_FROM ? "medium" : "low";
  }

  static String word(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
