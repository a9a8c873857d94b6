package io.lacuna.model.nn;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Which experts a mixture block has and how they are weighed. {@link #MMOLRE} is the reconstruction
 * of the published model; the others are what the field compares it with.
 *
 * @param own whether each task has an expert of its own
 * @param activation between the two convolutions of an expert
 * @param routing what the gate of a task weighs
 * @param topK shared experts that keep a weight, the others are dropped; 0 weighs them all, without
 *     noise
 * @param merged each expert is stored as the single convolution that its two amount to
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ExpertOptions(
    boolean own, Activation activation, Routing routing, int topK, boolean merged) {
  public static final ExpertOptions MMOLRE =
      new ExpertOptions(true, Activation.GELU, Routing.SHARED, 0, false);

  /** What stands between the two convolutions of an expert. */
  public enum Activation {
    GELU,
    /** Nothing: the expert is linear, as in MLoRE. */
    NONE
  }

  /** What the softmax of a task's gate runs over. */
  public enum Routing {
    /** No gate: a task has one expert, shared by all tasks or its own. */
    NONE,
    /** The shared experts; an own expert stands beside them with a free factor. */
    SHARED,
    /** The shared experts and the task's own (CGC). */
    SHARED_AND_OWN,
    /** The shared experts and the own ones of all tasks. */
    ALL
  }

  public ExpertOptions {
    if (activation == null || routing == null) {
      throw new IllegalArgumentException(
          "mixture.experts.activation and mixture.experts.routing must be given");
    }
    boolean needsOwn = routing == Routing.SHARED_AND_OWN || routing == Routing.ALL;
    if (needsOwn && !own) {
      throw new IllegalArgumentException(
          "mixture.experts.routing " + routing + " must come with mixture.experts.own true");
    }
    if (topK != 0 && routing != Routing.SHARED) {
      throw new IllegalArgumentException(
          "mixture.experts.top_k " + topK + " must be 0 with mixture.experts.routing " + routing);
    }
    if (merged && activation != Activation.NONE) {
      throw new IllegalArgumentException(
          "mixture.experts.merged must be false with activation "
              + activation
              + ": only linear experts amount to one convolution");
    }
  }

  /** The same experts, each stored as one convolution. */
  public ExpertOptions asMerged() {
    return new ExpertOptions(own, activation, routing, topK, true);
  }

  /**
   * Refuses a number of shared experts that does not go with these options.
   *
   * @throws IllegalArgumentException naming what must change
   */
  public void requireFits(int experts) {
    if (routing == Routing.NONE) {
      if (experts + (own ? 1 : 0) != 1) {
        throw new IllegalArgumentException(
            "mixture.experts.routing NONE must leave a task one expert, not "
                + experts
                + (own ? " shared and its own" : " shared"));
      }
    } else if (experts < 1) {
      throw new IllegalArgumentException(
          "experts " + experts + " must be at least 1 with mixture.experts.routing " + routing);
    }
    if (topK < 0 || topK > experts) {
      throw new IllegalArgumentException(
          "mixture.experts.top_k " + topK + " must be between 0 and experts, " + experts);
    }
  }
}
