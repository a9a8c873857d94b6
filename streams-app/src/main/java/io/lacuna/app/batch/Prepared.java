package io.lacuna.app.batch;

import io.lacuna.app.batch.ScoringOutcome.Broken;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import io.lacuna.schema.state.PendingObservation;
import java.util.List;
import java.util.Map;

/**
 * An observation on its way to the model.
 *
 * @param features of the modalities that can be used; null until it was prepared
 * @param broken inputs whose payload cannot be used
 * @param failure why it cannot be prepared, or null
 */
public record Prepared(
    PendingObservation observation,
    Map<Modality, Features> features,
    List<Broken> broken,
    Throwable failure) {

  /** One whose payloads nobody has looked at. */
  static Prepared notYet(PendingObservation observation) {
    return new Prepared(observation, null, List.of(), null);
  }

  /** Whether its payloads were looked at. */
  public boolean isDone() {
    return features != null;
  }

  /** What can be scored; only of one that is done. */
  public PresenceMask presence() {
    return PresenceMask.of(features.keySet());
  }
}
