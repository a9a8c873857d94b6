package io.lacuna.app.evaluate;

import io.lacuna.model.modality.PresenceMask;
import java.util.Map;

/**
 * One revision of a window, as far as an evaluation needs it.
 *
 * @param mask modalities that were present
 * @param absent expected modalities that were not
 * @param site null where no sample named one
 * @param scores task → one value per label; empty when the model failed
 * @param confidence 0..1, NaN where the prediction has none
 * @param adapter id of the adapter that answered
 * @param adapterDigest its digest, lower-case hex
 * @param waitMs event time that passed between the first sample and the decision that first used
 *     these samples
 */
record Answer(
    Status status,
    PresenceMask mask,
    int absent,
    String site,
    Map<String, double[]> scores,
    double confidence,
    String adapter,
    String adapterDigest,
    long waitMs) {

  boolean scored() {
    return !scores.isEmpty();
  }
}
