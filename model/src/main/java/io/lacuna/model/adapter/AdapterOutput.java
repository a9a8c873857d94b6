package io.lacuna.model.adapter;

import ai.djl.ndarray.NDArray;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;

/**
 * What an adapter says about a batch of n records, before any link function.
 *
 * @param tasks per task: logits (n, labels) of a multi-label task, values (n, 1) of a regression
 * @param unimodal answers from one modality alone; filled in training only
 * @param gates gate weights of every mixture
 * @param fusion per task the weights (n, k) of the modalities, in the configuration's order; empty
 *     without a fusion gate
 */
public record AdapterOutput(
    Map<String, NDArray> tasks,
    List<Unimodal> unimodal,
    List<Gate> gates,
    Map<String, NDArray> fusion) {

  /**
   * The gate of one mixture; for records without the modality, meaningless.
   *
   * @param block of the adapter's own blocks
   * @param weights (n, g), of the shared experts, then of the own ones that the gate weighs
   * @param own (n), weight of the task's own expert, unbounded where it is a free factor; 0 without
   */
  public record Gate(Modality modality, String task, int block, NDArray weights, NDArray own) {}

  /**
   * Answer of the head of one modality; for records without it, meaningless.
   *
   * @param answer as in {@link AdapterOutput#tasks}
   */
  public record Unimodal(Modality modality, String task, NDArray answer) {}
}
