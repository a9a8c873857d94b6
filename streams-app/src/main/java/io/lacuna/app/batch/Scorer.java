package io.lacuna.app.batch;

import io.lacuna.schema.state.PendingObservation;
import java.util.concurrent.CompletableFuture;

/** Takes observations for scoring; thread-safe. */
public interface Scorer {

  /** The future always completes; failures of payload or model are part of the outcome. */
  CompletableFuture<ScoringOutcome> submit(PendingObservation observation);
}
