package io.lacuna.model.score;

import io.lacuna.model.adapter.AdapterOutput;
import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a mixture weighed one observation.
 *
 * @param fusion per task how much each modality had to say; they sum to 1
 * @param experts of the present modalities, whether there is a gate or not
 */
public record GateWeights(Map<String, Map<Modality, Float>> fusion, List<Expert> experts) {
  /** What an adapter without gates has. */
  public static final GateWeights NONE = new GateWeights(Map.of(), List.of());

  /**
   * One gate.
   *
   * @param block of the adapter's own blocks, from 0
   * @param shared weight of each shared expert, then of the own ones that the gate weighs; they sum
   *     to 1, and are a single 1 where a task has one expert and no gate
   * @param own factor of the task's own expert, unbounded where it stands beside the shared ones; 0
   *     without one
   */
  public record Expert(Modality modality, String task, int block, float[] shared, float own) {}

  /**
   * Of a batch of one record.
   *
   * @param modalities of the adapter, in its order
   * @param present in the record
   */
  static GateWeights of(AdapterOutput output, List<Modality> modalities, List<Modality> present) {
    Map<String, Map<Modality, Float>> fusion = new TreeMap<>();
    output
        .fusion()
        .forEach(
            (task, weights) -> {
              float[] each = weights.toFloatArray();
              Map<Modality, Float> named = new EnumMap<>(Modality.class);
              modalities.forEach(m -> named.put(m, each[modalities.indexOf(m)]));
              fusion.put(task, named);
            });
    List<Expert> experts = new ArrayList<>();
    for (AdapterOutput.Gate gate : output.gates()) {
      if (present.contains(gate.modality())) {
        experts.add(
            new Expert(
                gate.modality(),
                gate.task(),
                gate.block(),
                gate.weights().toFloatArray(),
                gate.own().toFloatArray()[0]));
      }
    }
    return new GateWeights(fusion, experts);
  }
}
