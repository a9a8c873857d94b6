package io.lacuna.bench.variant;

import io.lacuna.app.batch.ScoringOutcome;
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

/** The cheapest model there is: one label, always the same value. Thread-safe. */
final class ConstantModel implements ScoringModel {
  private static final String DIGEST = "0".repeat(64);
  private static final Scores SCORES = new Scores(List.of(new float[] {0.5f}), 0.5f, false);

  /** What scoring comes to for every observation. */
  static final ScoringOutcome OUTCOME = new ScoringOutcome(List.of(), DIGEST, SCORES, null);

  @Override
  public String modelDigest() {
    return DIGEST;
  }

  @Override
  public List<TaskSpec> tasks() {
    return List.of(new TaskSpec("constant", TaskKind.MULTILABEL, List.of("constant")));
  }

  @Override
  public Set<String> adapters() {
    return Set.of(DIGEST);
  }

  @Override
  public String defaultAdapter() {
    return DIGEST;
  }

  @Override
  public String adapterId(String digest) {
    return "constant";
  }

  @Override
  public Features extract(Modality modality, Payload payload) {
    return new Features(new int[] {1}, new float[1]);
  }

  @Override
  public Map<Modality, Features> probe() {
    return Map.of(Modality.TEXT, new Features(new int[] {1}, new float[1]));
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    return batch.stream().map(request -> SCORES).toList();
  }

  /** None: there is no base. */
  @Override
  public long forwards() {
    return 0;
  }

  @Override
  public void close() {}
}
