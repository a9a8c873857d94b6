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
 * @param batch number of the batch it was in; 0 = none yet
 */
public record ScoringOutcome(
    List<Broken> broken, String adapter, Scores scores, RejectReason failure, long batch) {

  /** An outcome that is not said yet to be of a batch. */
  public ScoringOutcome(List<Broken> broken, String adapter, Scores scores, RejectReason failure) {
    this(broken, adapter, scores, failure, 0);
  }

  /** The same where what broke is taken out already. */
  public ScoringOutcome withoutBroken() {
    return new ScoringOutcome(List.of(), adapter, scores, failure, batch);
  }

  /** The same, of a batch. */
  ScoringOutcome inBatch(long batch) {
    return new ScoringOutcome(broken, adapter, scores, failure, batch);
  }

  /** An input that cannot be used. */
  public record Broken(SampleRef ref, RejectReason reason) {}
}
