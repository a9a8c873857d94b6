package io.lacuna.trainer.plan;

import io.lacuna.model.modality.PresenceMask;
import java.util.List;

/**
 * Decides which modalities a subject shows in training. A share of the subjects shows one of the
 * partial patterns, all equally often. The decision is a hash of subject and seed, so it depends
 * neither on order nor on the machine; a resampled plan also takes in the epoch.
 *
 * @param share of subjects that are partial, 0 to 1
 * @param resampled whether each epoch decides anew; the authors of MoRA fix it once
 * @param seed of the plan
 */
public record MissingPlan(double share, boolean resampled, long seed) {
  private static final List<PresenceMask> PARTIAL =
      PresenceMask.nonEmpty().stream().filter(m -> !m.equals(PresenceMask.ALL)).toList();

  public MissingPlan {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("missing share " + share + " must be in [0, 1]");
    }
  }

  /**
   * What the subject shows: the pattern of the plan, cut down to what the subject has. If nothing
   * would be left it shows all it has.
   */
  public PresenceMask mask(String subject, PresenceMask available, int epoch) {
    Draws draws = Draws.of(seed, "missing", subject, resampled ? epoch : 0);
    if (draws.uniform() >= share) {
      return available;
    }
    PresenceMask pattern = PARTIAL.get(draws.below(PARTIAL.size()));
    int left = pattern.bits() & available.bits();
    return left == 0 ? available : new PresenceMask(left);
  }
}
