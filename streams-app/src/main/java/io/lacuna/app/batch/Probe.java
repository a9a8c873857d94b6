package io.lacuna.app.batch;

import io.lacuna.model.features.Features;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the model what it must be able to answer. Where it cannot, the fault is the model's or its
 * device's, and no record's.
 */
public final class Probe {
  private final ScoringModel model;

  public Probe(ScoringModel model) {
    this.model = model;
  }

  /**
   * Scores twice, once with every modality and once with one alone: the engine's first calls are
   * slow, and nobody should wait for them.
   *
   * @throws IllegalStateException if the model cannot score its own probe
   */
  public void warmUp() {
    Map<Modality, Features> all = model.probe();
    Modality one = all.keySet().iterator().next();
    String adapter = model.defaultAdapter();
    for (Map<Modality, Features> features : List.of(all, Map.of(one, all.get(one)))) {
      fault(new ScoringRequest(features, adapter))
          .ifPresent(
              fault -> {
                throw new IllegalStateException(
                    "the model cannot score its own probe with adapter "
                        + model.adapterId(adapter)
                        + ": "
                        + fault);
              });
    }
  }

  /** What is wrong when the model's own probe is scored with the adapter; empty if nothing is. */
  Optional<String> fault(String adapter) {
    return fault(new ScoringRequest(model.probe(), adapter));
  }

  private Optional<String> fault(ScoringRequest request) {
    try {
      Scores scores = model.score(List.of(request)).get(0);
      return isFinite(scores)
          ? Optional.empty()
          : Optional.of("the scores of its probe are not finite");
    } catch (RuntimeException | OutOfMemoryError e) {
      return Optional.of(e.toString());
    }
  }

  static boolean isFinite(Scores scores) {
    for (float[] values : scores.values()) {
      for (float v : values) {
        if (!Float.isFinite(v)) {
          return false;
        }
      }
    }
    return true;
  }
}
