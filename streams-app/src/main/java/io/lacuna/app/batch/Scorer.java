package io.lacuna.app.batch;

import io.lacuna.schema.state.PendingObservation;
import java.util.concurrent.CompletableFuture;

/** Takes observations for scoring; thread-safe. */
public interface Scorer {

  /**
   * Failures of payload or model are part of the outcome. The future fails only when scoring as a
   * whole does, as when memory runs out.
   */
  CompletableFuture<ScoringOutcome> submit(PendingObservation observation);
}
