package io.lacuna.trainer.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.feature.FeatureTable;
import io.lacuna.trainer.feature.SubjectTokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the frozen base makes of subjects: computed once, because nothing of it is trained. */
public final class TokenCache {
  private static final int BATCH = 32;

  private TokenCache() {}

  /** Inputs of the first block, for each subject with all it has. */
  public static List<SubjectTokens> inputs(Base base, FeatureTable table) {
    List<SubjectTokens> all = new ArrayList<>();
    for (int from = 0; from < table.size(); from += BATCH) {
      try (NDManager m = base.manager().newSubManager()) {
        TokenBatch tokens =
            base.embed(table.features().subList(from, Math.min(table.size(), from + BATCH)), m);
        all.addAll(SubjectTokens.split(tokens, tokens.x0()));
      }
    }
    return all;
  }

  /**
   * Final states of the base without any adapter, in the order given; none for a subject of which
   * nothing is shown.
   */
  public static List<SubjectTokens> states(Base base, List<SubjectTokens> inputs) {
    // neighbours of like length: less padding
    int[] order =
        IntStream.range(0, inputs.size())
            .filter(i -> inputs.get(i).size() > 0)
            .boxed()
            .sorted(Comparator.comparingInt(i -> inputs.get(i).size()))
            .mapToInt(Integer::intValue)
            .toArray();
    // a subject without anything has no states
    SubjectTokens[] states = inputs.toArray(SubjectTokens[]::new);
    for (int from = 0; from < order.length; from += BATCH) {
      int to = Math.min(order.length, from + BATCH);
      List<SubjectTokens> batch =
          IntStream.range(from, to).mapToObj(i -> inputs.get(order[i])).toList();
      try (NDManager m = base.manager().newSubManager()) {
        TokenBatch tokens = SubjectTokens.join(batch, m);
        NDArray last = base.encode(tokens.x0(), tokens.mask(), Map.of());
        List<SubjectTokens> split = SubjectTokens.split(tokens, last);
        for (int i = from; i < to; i++) {
          states[order[i]] = split.get(i - from).as(inputs.get(order[i]).presence());
        }
      }
    }
    return List.of(states);
  }

  /** Rows of what the base lets stand for each modality when it is missing. */
  public static Map<Modality, float[]> standIns(Base base) {
    Map<Modality, float[]> rows = new EnumMap<>(Modality.class);
    for (Modality modality : base.modalities()) {
      try (NDManager m = base.manager().newSubManager()) {
        TokenBatch tokens = base.embed(List.of(Map.of(modality, base.dummy(modality))), m);
        rows.putAll(SubjectTokens.split(tokens, tokens.x0()).get(0).rows());
      }
    }
    return rows;
  }

  /**
   * Final states of subjects under the masks they will show.
   *
   * @param masks per subject, the masks it shows
   * @param standIns rows for missing modalities
   */
  public static AdapterStage.Rows states(
      Base base,
      List<SubjectTokens> inputs,
      List<List<PresenceMask>> masks,
      Map<Modality, float[]> standIns) {
    List<SubjectTokens> shown = new ArrayList<>();
    List<Map<PresenceMask, Integer>> at = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Map<PresenceMask, Integer> places = new HashMap<>();
      for (PresenceMask mask : masks.get(i)) {
        if (!places.containsKey(mask)) {
          places.put(mask, shown.size());
          shown.add(inputs.get(i).only(mask, standIns));
        }
      }
      at.add(places);
    }
    List<SubjectTokens> states = states(base, shown);
    return (subject, mask) -> states.get(at.get(subject).get(mask));
  }
}
