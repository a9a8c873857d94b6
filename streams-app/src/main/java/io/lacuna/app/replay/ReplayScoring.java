package io.lacuna.app.replay;

import io.lacuna.app.batch.Prepared;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.PendingObservation;

/** What happens behind a task that is repeated: payloads, scores, predictions. */
public interface ReplayScoring {

  /** Looks at the payloads of an observation. */
  Prepared prepare(PendingObservation observation);

  /** Takes an observation to score. */
  void score(long number, Prepared observation);

  /** Takes what is known to have come of an observation: it is not scored. */
  void known(long number, ScoringOutcome outcome);

  /**
   * Takes a prediction.
   *
   * @param number of the observation that it has its scores from, or {@link ScoreStage#REPEAT}
   */
  void made(long number, Prediction prediction);
}
