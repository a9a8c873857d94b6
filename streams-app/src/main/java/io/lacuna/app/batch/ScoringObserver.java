package io.lacuna.app.batch;

import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.state.PendingObservation;

/** Sees what was scored, on the batcher's thread; must neither wait nor throw. */
public interface ScoringObserver {
  /** Looks at nothing. */
  ScoringObserver NONE = (observation, request, outcome) -> {};

  void scored(PendingObservation observation, ScoringRequest request, ScoringOutcome outcome);
}
