package io.lacuna.trainer.plan;

import io.lacuna.model.modality.PresenceMask;
import java.util.List;
import java.util.Optional;

/**
 * Decides which modalities a subject shows in training. A share of the subjects shows a proper part
 * of what it has, each part equally often. The decision is a hash of subject and seed, so it
 * depends neither on order nor on the machine; a resampled plan also takes in the epoch.
 *
 * @param share of subjects that are partial, 0 to 1
 * @param resampled whether each epoch decides anew; the authors of MoRA fix it once
 * @param seed of the plan
 */
public record MissingPlan(double share, boolean resampled, long seed) implements LackingForGood {
  public MissingPlan {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("missing share " + share + " must be in [0, 1]");
    }
  }

  @Override
  public PresenceMask left(String subject, PresenceMask has) {
    return mask(subject, has, 0);
  }

  /** What the subject shows; one that has a single modality always shows it. */
  public PresenceMask mask(String subject, PresenceMask available, int epoch) {
    Draws draws = Draws.of(seed, "missing", subject, resampled ? epoch : 0);
    if (draws.uniform() >= share) {
      return available;
    }
    List<PresenceMask> parts = parts(available);
    return parts.isEmpty() ? available : parts.get(draws.below(parts.size()));
  }

  /**
   * A proper part of what the subject shows, to compare the two; empty if it shows one modality.
   *
   * @param shown by {@link #mask}
   */
  public Optional<PresenceMask> fewer(String subject, PresenceMask shown, int epoch) {
    List<PresenceMask> parts = parts(shown);
    Draws draws = Draws.of(seed, "fewer", subject, resampled ? epoch : 0);
    return parts.isEmpty() ? Optional.empty() : Optional.of(parts.get(draws.below(parts.size())));
  }

  /** Non-empty proper parts of a mask. */
  private static List<PresenceMask> parts(PresenceMask whole) {
    return PresenceMask.nonEmpty().stream()
        .filter(m -> (m.bits() & ~whole.bits()) == 0 && !m.equals(whole))
        .toList();
  }
}
