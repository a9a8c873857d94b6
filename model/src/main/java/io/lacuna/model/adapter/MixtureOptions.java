package io.lacuna.model.adapter;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * The modality-aware parts of MMoLRE-R, all ours; with every one off it is the reconstruction of
 * the published model. Each can be switched off alone, for ablations.
 *
 * @param kernel of an expert's first convolution: 3 as published, 1 where a modality is one vector
 * @param inputDropout share of the base's final values that a training step leaves out, in [0, 1)
 * @param dropout the same before and inside the heads
 * @param headInput what a task's head reads
 * @param presenceInGates a learned vector per presence pattern inside every expert gate
 * @param hardMask the fusion gate gives an absent modality weight 0 and shares it among the others;
 *     otherwise an absent modality takes part with the vector that stands for it
 * @param missingVector a learned vector stands for an absent modality; otherwise zeros
 * @param unimodalHeads every modality answers alone as well, as an additional loss
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record MixtureOptions(
    int kernel,
    float inputDropout,
    float dropout,
    HeadInput headInput,
    boolean presenceInGates,
    boolean hardMask,
    boolean missingVector,
    boolean unimodalHeads) {
  public static final MixtureOptions ALL_ON =
      new MixtureOptions(3, 0, 0.1f, HeadInput.ALL, true, true, true, true);

  /** What the head of a task reads. */
  public enum HeadInput {
    /** The vectors of all modalities side by side, and the fused one. */
    ALL,
    /** The fused vector alone: a modality has as much say as the fusion gate gives it. */
    FUSED
  }

  public MixtureOptions {
    if (headInput == null) {
      throw new IllegalArgumentException("mixture.head_input must be ALL or FUSED");
    }
    if (kernel != 1 && kernel != 3) {
      throw new IllegalArgumentException("mixture.kernel " + kernel + " must be 1 or 3");
    }
    for (float share : new float[] {inputDropout, dropout}) {
      if (!(share >= 0 && share < 1)) {
        throw new IllegalArgumentException("mixture dropout " + share + " must be in [0, 1)");
      }
    }
  }
}
