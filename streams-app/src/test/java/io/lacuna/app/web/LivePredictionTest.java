package io.lacuna.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.web.LivePrediction.Answer;
import io.lacuna.app.web.LivePrediction.Evidence;
import io.lacuna.schema.Absence;
import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LivePredictionTest {

  @Test
  void tellsPresentWaitingMissingAndUnusedApart() {
    assertThat(row(Predictions.utterance("u")).modalities())
        .containsExactly(
            new Evidence("image", "missing", "not-permitted"),
            new Evidence("text", "present", null),
            new Evidence("audio", "waiting", "temp-unknown"));
    assertThat(row(Predictions.patient("p")).modalities().get(2))
        .isEqualTo(new Evidence("audio", "unused", null));
  }

  @Test
  void nothingIsWaitedForOnceTheWindowIsFinal() {
    assertThat(row(Predictions.utterance("u").setIsFinal(true)).modalities().get(2).state())
        .isEqualTo("missing");
  }

  @ParameterizedTest
  @CsvSource({"EARLY, waiting", "DEADLINE, missing", "IDLE, missing"})
  void whatNeverCameIsMissingOnlyAfterTheVerdict(Cause cause, String state) {
    Prediction.Builder p =
        Predictions.utterance("u")
            .setCause(cause)
            .setAbsences(List.of(new Absence(Modality.AUDIO, AbsenceReason.UNKNOWN)));

    assertThat(row(p).modalities().get(2).state()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({"0, false, provisional", "2, false, corrected", "0, true, final", "3, true, final"})
  void namesTheStatusOfARevision(int revision, boolean isFinal, String status) {
    assertThat(row(Predictions.patient("p").setRevision(revision).setIsFinal(isFinal)).status())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"0.49, low", "0.5, medium", "0.79, medium", "0.8, high"})
  void saysConfidenceInAWordToo(float confidence, String word) {
    assertThat(row(Predictions.patient("p").setConfidence(confidence)).confidenceWord())
        .isEqualTo(word);
  }

  @Test
  void showsLikelyLabelsBestFirstAndAlwaysOne() {
    assertThat(row(Predictions.patient("p")).answers())
        .containsExactly(
            new Answer("findings", "pneumonia", 0.91f), new Answer("findings", "effusion", 0.62f));
    assertThat(row(Predictions.utterance("u")).answers())
        .containsExactly(new Answer("sentiment", null, 0.42f), new Answer("emotion", "joy", 0.31f));
  }

  @Test
  void aFailureHasNoAnswersAndNoConfidence() {
    LivePrediction row =
        row(
            Predictions.patient("p")
                .setScores(null)
                .setConfidence(null)
                .setCause(Cause.FAILED)
                .setFailure("MODEL_ERROR"));

    assertThat(row.answers()).isEmpty();
    assertThat(row.confidenceWord()).isNull();
    assertThat(row.failure()).isEqualTo("MODEL_ERROR");
  }

  private static LivePrediction row(Prediction.Builder p) {
    return LivePrediction.of(p.build(), 1, "k", "s", 0);
  }
}
