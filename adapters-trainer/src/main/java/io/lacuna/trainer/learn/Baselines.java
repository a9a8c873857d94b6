package io.lacuna.trainer.learn;

import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.model.base.OpenBlocks.Projection;
import io.lacuna.trainer.baseline.BaseChange;
import io.lacuna.trainer.baseline.LoraSettings;
import io.lacuna.trainer.baseline.PromptSettings;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.stage.AdapterStage;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Methods that an adapter is compared with: trained on the same fold, seed and missing plan, in the
 * same loop, and judged under every mask as it is. The first three reach into the base's blocks and
 * refuse a base that has none.
 */
public final class Baselines {
  /** MoRA with one up-projection for everybody. */
  public static final String LORA_SINGLE = "lora-single";

  /** LoRA on query and value of every block. */
  public static final String LORA_QV = "lora-qv";

  /** Missing-aware prompts. */
  public static final String MAP = "map";

  /** A plain head trained with gaps that are filled with zeros. */
  public static final String MODALITY_DROPOUT = "modality-dropout";

  /** A plain head per presence pattern. */
  public static final String SPECIALISTS = "specialists";

  private Baselines() {}

  /**
   * The delta of the compared MoRA without its modality-aware part.
   *
   * @param compared gives rank, scale, blocks, readout, losses and loop; a mixture gives the loop
   *     alone, and the rest is what MoRA's authors take
   */
  public static Baseline loraSingle(
      AdapterSettings compared,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    LoraSettings lora = rank(compared, mora(compared) ? compared.blocks() : List.of(0));
    return changed(
        LORA_SINGLE,
        (base, modalities) -> BaseChange.sharedDelta(base, lora, LORA_SINGLE),
        compared,
        missing,
        origin,
        checkpoints);
  }

  /** {@link #loraQv} of the compared MoRA's rank and scale on query and value of every block. */
  public static Baseline loraQv(
      AdapterSettings compared,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    Set<Projection> queryAndValue = EnumSet.of(Projection.QUERY, Projection.VALUE);
    return loraQv(rank(compared, List.of()), queryAndValue, compared, missing, origin, checkpoints);
  }

  /**
   * LoRA on projections of the base's attentions.
   *
   * @param compared gives readout and loop
   */
  public static Baseline loraQv(
      LoraSettings lora,
      Set<Projection> projections,
      AdapterSettings compared,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    return changed(
        LORA_QV,
        (base, modalities) -> BaseChange.projectionLora(base, lora, projections, LORA_QV),
        compared,
        missing,
        origin,
        checkpoints);
  }

  /**
   * Missing-aware prompts.
   *
   * @param compared gives readout and loop
   */
  public static Baseline map(
      PromptSettings prompts,
      AdapterSettings compared,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    return changed(
        MAP,
        (base, modalities) -> BaseChange.missingPrompts(base, modalities, prompts, MAP),
        compared,
        missing,
        origin,
        checkpoints);
  }

  /**
   * @param loop of the plain heads
   */
  public static Baseline modalityDropout(
      LoopSettings loop,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    return HeadLearner.modalityDropout(loop, missing, origin, checkpoints);
  }

  /**
   * Takes no missing plan: each specialist is trained on its pattern alone.
   *
   * @param loop of the plain heads
   */
  public static Baseline specialists(
      LoopSettings loop, AdapterLearner.Origin origin, Checkpoints checkpoints) {
    return new SpecialistsLearner(loop, origin, checkpoints);
  }

  private static boolean mora(AdapterSettings compared) {
    return compared.method() == Method.MODALITY_AWARE_LORA;
  }

  /** A mixture has a rank of another kind. */
  private static LoraSettings rank(AdapterSettings compared, List<Integer> blocks) {
    return mora(compared)
        ? new LoraSettings(compared.r(), compared.loraAlpha(), blocks)
        : new LoraSettings(4, 4, blocks);
  }

  private static Baseline changed(
      String name,
      BaseChange.Maker maker,
      AdapterSettings compared,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    AdapterSettings readout =
        new AdapterSettings(
            name,
            Method.MODALITY_AWARE_LORA,
            1,
            1,
            List.of(),
            4,
            0,
            mora(compared) ? compared.mora() : MoraOptions.DEFAULT,
            null,
            mora(compared) ? compared.weights() : AdapterStage.Weights.NONE,
            compared.loop());
    return new ChangedBaseLearner(name, maker, readout, missing, origin, checkpoints);
  }
}
