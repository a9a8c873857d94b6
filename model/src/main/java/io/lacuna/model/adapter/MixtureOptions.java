package io.lacuna.model.adapter;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.OptBoolean;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.lacuna.model.nn.ExpertOptions;

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
 * @param experts which experts there are and how they are weighed; left out of the JSON, and absent
 *     there, where it is {@link ExpertOptions#MMOLRE}
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
    boolean unimodalHeads,
    @JacksonInject(value = "mixture.experts", useInput = OptBoolean.TRUE)
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Mmolre.class)
        ExpertOptions experts) {
  public static final MixtureOptions ALL_ON =
      new MixtureOptions(3, 0, 0.1f, HeadInput.ALL, true, true, true, true);

  /** What the head of a task reads. */
  public enum HeadInput {
    /** The vectors of all modalities side by side, and the fused one. */
    ALL,
    /** The fused vector alone: a modality has as much say as the fusion gate gives it. */
    FUSED
  }

  /** For a mapper that reads options: what an absent {@code experts} stands for. */
  public static InjectableValues absent() {
    return new InjectableValues.Std().addValue("mixture.experts", ExpertOptions.MMOLRE);
  }

  /** Says to the mapper which value is not written, by being equal to it. */
  private static final class Mmolre {
    @Override
    public boolean equals(Object other) {
      return ExpertOptions.MMOLRE.equals(other);
    }

    @Override
    public int hashCode() {
      return ExpertOptions.MMOLRE.hashCode();
    }
  }

  /** The experts of {@link ExpertOptions#MMOLRE}. */
  public MixtureOptions(
      int kernel,
      float inputDropout,
      float dropout,
      HeadInput headInput,
      boolean presenceInGates,
      boolean hardMask,
      boolean missingVector,
      boolean unimodalHeads) {
    this(
        kernel,
        inputDropout,
        dropout,
        headInput,
        presenceInGates,
        hardMask,
        missingVector,
        unimodalHeads,
        ExpertOptions.MMOLRE);
  }

  /** The same with other experts. */
  public MixtureOptions with(ExpertOptions experts) {
    return new MixtureOptions(
        kernel,
        inputDropout,
        dropout,
        headInput,
        presenceInGates,
        hardMask,
        missingVector,
        unimodalHeads,
        experts);
  }

  public MixtureOptions {
    if (experts == null) {
      throw new IllegalArgumentException("mixture.experts must be given or left out");
    }
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
