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
 * @param gates gate weights of every mixture; filled in training only
 */
public record AdapterOutput(Map<String, NDArray> tasks, List<Unimodal> unimodal, List<Gate> gates) {

  /** Gate weights (n, experts) of one mixture; for records without the modality, meaningless. */
  public record Gate(Modality modality, NDArray weights) {}

  /**
   * Answer of the head of one modality; for records without it, meaningless.
   *
   * @param answer as in {@link AdapterOutput#tasks}
   */
  public record Unimodal(Modality modality, String task, NDArray answer) {}
}
