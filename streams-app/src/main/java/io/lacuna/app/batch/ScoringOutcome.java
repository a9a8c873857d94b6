package io.lacuna.app.batch;

import io.lacuna.model.modality.RejectReason;
import io.lacuna.model.score.Scores;
import io.lacuna.schema.SampleRef;
import java.util.List;

/**
 * What scoring made of one observation.
 *
 * @param broken inputs whose payload could not be used; they are absent from the scores
 * @param adapter digest of the adapter used
 * @param scores the scores, or null when the model failed
 * @param failure why the model failed, or null
 */
public record ScoringOutcome(
    List<Broken> broken, String adapter, Scores scores, RejectReason failure) {

  /** An input that cannot be used. */
  public record Broken(SampleRef ref, RejectReason reason) {}
}
