package io.lacuna.model.score;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.util.Map;
import java.util.Set;

/**
 * One observation to score: the features of the modalities that are present, and the adapter.
 *
 * @param features one entry per present modality; absent ones have none
 * @param adapter digest of the adapter to use
 */
public record ScoringRequest(Map<Modality, Features> features, String adapter) {
  public PresenceMask presence() {
    return PresenceMask.of(Set.copyOf(features.keySet()));
  }
}
