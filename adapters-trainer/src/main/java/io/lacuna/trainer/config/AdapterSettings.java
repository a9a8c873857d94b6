package io.lacuna.trainer.config;

import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.stage.AdapterStage;
import java.util.List;

/**
 * What is trained on a base.
 *
 * @param id readable name; what follows the pipeline's name in it also names the folder
 * @param r rank of the delta or of each expert
 * @param loraAlpha the delta is scaled by {@code loraAlpha / r}
 * @param blocks base blocks that carry a delta; positions of a mixture's own blocks
 * @param width own width of a mixture
 * @param experts shared experts of a mixture block; 0 for MoRA
 * @param mora null for a mixture
 * @param mixture null for MoRA
 * @param weights of the losses beside that of the answers
 */
public record AdapterSettings(
    String id,
    Method method,
    int r,
    int loraAlpha,
    List<Integer> blocks,
    int width,
    int experts,
    MoraOptions mora,
    MixtureOptions mixture,
    AdapterStage.Weights weights,
    LoopSettings loop) {

  public AdapterSettings {
    Required.of("adapter.id", id);
    Required.of("adapter.method", method);
    Required.of("adapter.blocks", blocks);
    Required.of("adapter.weights", weights);
    Required.of("adapter.loop", loop);
    if (mixture != null) {
      mixture.experts().requireFits(experts);
    }
    if (blocks.stream().anyMatch(b -> b < 0)
        || blocks.stream().distinct().count() < blocks.size()) {
      throw new IllegalArgumentException("adapter.blocks " + blocks + " must differ, from 0 on");
    }
  }

  /** The same with other weights of losses. */
  public AdapterSettings with(AdapterStage.Weights other) {
    return new AdapterSettings(
        id, method, r, loraAlpha, blocks, width, experts, mora, mixture, other, loop);
  }

  /** A plain head on the same base: the readout and head of MoRA without any delta. */
  public static AdapterSettings head(String id, LoopSettings loop) {
    return new AdapterSettings(
        id,
        Method.MODALITY_AWARE_LORA,
        1,
        1,
        List.of(),
        4,
        0,
        MoraOptions.DEFAULT,
        null,
        AdapterStage.Weights.NONE,
        loop);
  }
}
