package io.lacuna.app.simulate;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names that predictions carry. Scores come from {@link SimulatedScorer}, which takes the place
 * of batches and model.
 */
final class SimulatedModel implements ScoringModel {
  @Override
  public String modelDigest() {
    return "simulated";
  }

  @Override
  public List<TaskSpec> tasks() {
    return List.of(new TaskSpec("inputs", TaskKind.REGRESSION, List.of("inputs")));
  }

  @Override
  public Set<String> adapters() {
    return Set.of(defaultAdapter());
  }

  @Override
  public String defaultAdapter() {
    return "---";
  }

  @Override
  public String adapterId(String digest) {
    return digest;
  }

  @Override
  public Features extract(Modality modality, Payload payload) {
    throw new UnsupportedOperationException("payloads are not decoded in a simulation");
  }

  /** None: nothing is scored here. */
  @Override
  public Map<Modality, Features> probe() {
    return Map.of();
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    throw new UnsupportedOperationException("observations are scored by the simulated scorer");
  }

  /** None: there is no base. */
  @Override
  public long forwards() {
    return 0;
  }

  @Override
  public void close() {}
}
