package io.lacuna.bench.ladder.contender;

import io.lacuna.model.features.Features;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A model that is called once for each group of a batch: what a server costs that may not mix.
 *
 * @param group records with an equal group share a pass
 */
record SplitModel(ScoringModel model, Function<ScoringRequest, Object> group)
    implements ScoringModel {

  /** A batch holds one adapter and one presence mask, as Triton and Ray's multiplexing have it. */
  static SplitModel byAdapterAndMask(ScoringModel model) {
    return new SplitModel(model, r -> r.adapter() + r.presence());
  }

  /** Every record is a key of its own, as Beam's keyed model handler has it. */
  static SplitModel byRecord(ScoringModel model) {
    return new SplitModel(model, r -> new Object());
  }

  @Override
  public List<Scores> score(List<ScoringRequest> batch) {
    Map<Object, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      groups.computeIfAbsent(group.apply(batch.get(i)), g -> new ArrayList<>()).add(i);
    }
    Scores[] scores = new Scores[batch.size()];
    for (List<Integer> rows : groups.values()) {
      List<Scores> own = model.score(rows.stream().map(batch::get).toList());
      for (int i = 0; i < own.size(); i++) {
        scores[rows.get(i)] = own.get(i);
      }
    }
    return Arrays.asList(scores);
  }

  @Override
  public String modelDigest() {
    return model.modelDigest();
  }

  @Override
  public List<TaskSpec> tasks() {
    return model.tasks();
  }

  @Override
  public Set<String> adapters() {
    return model.adapters();
  }

  @Override
  public String defaultAdapter() {
    return model.defaultAdapter();
  }

  @Override
  public String adapterId(String digest) {
    return model.adapterId(digest);
  }

  @Override
  public Features extract(Modality modality, Payload payload) throws PayloadException {
    return model.extract(modality, payload);
  }

  @Override
  public Map<Modality, Features> probe() {
    return model.probe();
  }

  @Override
  public long forwards() {
    return model.forwards();
  }

  @Override
  public void close() {
    model.close();
  }
}
