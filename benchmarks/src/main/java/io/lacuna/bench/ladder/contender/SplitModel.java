package io.lacuna.bench.ladder.contender;

import io.lacuna.model.score.ForwardingModel;
import io.lacuna.model.score.Scores;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A model that is called once for each group of a batch, and records with an equal group share a
 * pass: what a server costs that may not mix.
 */
final class SplitModel extends ForwardingModel {
  private final Function<ScoringRequest, Object> group;

  private SplitModel(ScoringModel model, Function<ScoringRequest, Object> group) {
    super(model);
    this.group = group;
  }

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
      List<Scores> own = super.score(rows.stream().map(batch::get).toList());
      for (int i = 0; i < own.size(); i++) {
        scores[rows.get(i)] = own.get(i);
      }
    }
    return Arrays.asList(scores);
  }
}
