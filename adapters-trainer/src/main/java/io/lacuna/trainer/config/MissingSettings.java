package io.lacuna.trainer.config;

import io.lacuna.trainer.plan.MissingPlan;
import io.lacuna.trainer.stage.AdapterStage;

/**
 * Which modalities training subjects show.
 *
 * @param share of subjects that are partial, 0 to 1
 * @param variants a subject's pattern is drawn anew for so many epochs, then they repeat; 1 fixes
 *     it for all epochs, as the authors of MoRA do
 */
public record MissingSettings(double share, int variants) {
  public MissingSettings {
    if (!(share >= 0 && share <= 1) || variants < 1) {
      throw new IllegalArgumentException(
          "missing.share " + share + " must be in [0, 1], variants " + variants + " at least 1");
    }
  }

  public AdapterStage.Shown shown(long seed) {
    return new AdapterStage.Shown(new MissingPlan(share, true, seed), variants);
  }
}
