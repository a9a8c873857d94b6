package io.lacuna.trainer.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.OpenBlocks.Projection;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.plan.Draws;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a method trains of a frozen base, below readout and head. It holds no arrays.
 *
 * <p>Legend: n = records, s = tokens, h = width of the base.
 */
public interface BaseChange {

  /** Makes the change for a base. */
  @FunctionalInterface
  interface Maker {
    /**
     * @param modalities that a complete record has
     * @throws IllegalArgumentException if the base does not have what the method changes; names
     *     both
     */
    BaseChange on(Base base, List<Modality> modalities);
  }

  /** One low-rank delta beside whole blocks, for everybody. */
  static BaseChange sharedDelta(Base base, LoraSettings settings, String method) {
    return SharedDelta.on(base, settings, method);
  }

  /** LoRA on projections of attentions. */
  static BaseChange projectionLora(
      Base base, LoraSettings settings, Set<Projection> projections, String method) {
    return ProjectionLora.on(base, settings, projections, method);
  }

  /** A learned set of tokens per presence pattern. */
  static BaseChange missingPrompts(
      Base base, List<Modality> modalities, PromptSettings settings, String method) {
    return MissingPrompts.on(base, modalities, settings, method);
  }

  /** Shape of each parameter; no name is one of the readout's. */
  SortedMap<String, Shape> shapes();

  /** Fresh values of a parameter. */
  float[] initial(String key, Shape shape, Draws draws);

  /**
   * Final states of the changed base at the places of the batch, (n, s, h). What one record holds
   * has no influence on another.
   *
   * @param parameters as in {@link #shapes}; others beside them do not matter
   */
  NDArray states(Parameters parameters, TokenBatch tokens);

  /** Fresh parameters on the manager; the same seed gives the same values. */
  default Parameters init(NDManager manager, long seed) {
    Map<String, NDArray> arrays = new TreeMap<>();
    shapes()
        .forEach(
            (key, shape) ->
                arrays.put(
                    key,
                    manager.create(
                        initial(key, shape, Draws.of(seed, "baseline", key, 0)), shape)));
    return Parameters.of(arrays);
  }

  /** Number of its values. */
  default long size() {
    return shapes().values().stream().mapToLong(Shape::size).sum();
  }
}
