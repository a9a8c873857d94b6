package io.lacuna.trainer.compare;

import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.adapter.MixtureOptions.HeadInput;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.BaseSettings;
import io.lacuna.trainer.config.CalibrationSettings;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.optim.LearningRate;
import io.lacuna.trainer.stage.AdapterStage;
import java.nio.file.Path;
import java.util.List;

/** Settings of what a configuration does not say: docs/comparing.md lists them. */
final class Defaults {
  private static final int SEED = 7;
  private static final int DRAWS = 1000;
  private static final LoopSettings LOOP =
      new LoopSettings(12, 64, 0.001, 0.1, LearningRate.Decay.COSINE, 0.1, 1, 12);
  private static final MixtureOptions ON_FEATURES =
      new MixtureOptions(1, 0.5f, 0.1f, HeadInput.FUSED, true, true, true, true);
  private static final MixtureOptions ON_TOKENS =
      new MixtureOptions(3, 0, 0.1f, HeadInput.FUSED, true, true, true, true);

  private Defaults() {}

  /** A MoRA of rank 4 beside the first block, with the id and the loop of another adapter. */
  static AdapterSettings mora(AdapterSettings other) {
    return new AdapterSettings(
        other.id(),
        Method.MODALITY_AWARE_LORA,
        4,
        4,
        List.of(0),
        other.width(),
        0,
        MoraOptions.DEFAULT,
        null,
        AdapterStage.Weights.NONE,
        other.loop());
  }

  /**
   * A mixture with the id and the loop of another adapter.
   *
   * @param features whether the base has ready features, one vector a modality
   */
  static AdapterSettings mixture(AdapterSettings other, boolean features) {
    return mixture(other.id(), other.loop(), features);
  }

  private static AdapterSettings mixture(String id, LoopSettings loop, boolean features) {
    return new AdapterSettings(
        id,
        Method.LOW_RANK_MIXTURE,
        8,
        8,
        List.of(0, 1),
        features ? 64 : 128,
        3,
        null,
        features ? ON_FEATURES : ON_TOKENS,
        features ? new AdapterStage.Weights(0, 0.01, 2) : new AdapterStage.Weights(0.5, 0.01, 0),
        loop);
  }

  /**
   * What a folder of ready features is compared with when there is no configuration.
   *
   * @throws IllegalArgumentException if not every modality is ready features
   */
  static TrainingConfig config(DataSet set, Path data) {
    if (set.features().size() < set.modalities().size()) {
      throw new IllegalArgumentException(
          "data set "
              + set.name()
              + " has ready features of "
              + set.features().keySet()
              + " only, and the modalities "
              + set.modalities()
              + "; what else it has needs a base: give --config");
    }
    return new TrainingConfig(
        set.pipeline(),
        data.toString(),
        "models/" + set.pipeline(),
        SEED,
        new BaseSettings.Features("ready-features", 5),
        mixture(set.pipeline() + "-mmolre", LOOP, true),
        new MissingSettings(0.7, 12),
        LOOP,
        new CalibrationSettings(0.9, 100),
        DRAWS);
  }
}
