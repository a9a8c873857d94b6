package io.lacuna.trainer.plan;

import io.lacuna.model.modality.PresenceMask;

/** Which modalities training subjects lack in every epoch, the same ones for every method. */
@FunctionalInterface
public interface LackingForGood {
  /**
   * What is left of a subject.
   *
   * @param has what the subject has
   */
  PresenceMask left(String subject, PresenceMask has);
}
