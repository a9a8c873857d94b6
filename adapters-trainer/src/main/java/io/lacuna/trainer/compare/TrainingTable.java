package io.lacuna.trainer.compare;

import io.lacuna.model.recording.Protocol;
import io.lacuna.trainer.plan.LackingForGood;
import io.lacuna.trainer.plan.MissingPlan;

/**
 * What training subjects lack for good, the same for every method.
 *
 * @param name for tables and files
 * @param share of subjects that lack a part of what they have; null for none
 * @param protocol that takes modalities away; null for none
 */
record TrainingTable(String name, Double share, Protocol protocol) {
  /** Nothing is taken for good; each method takes away as configured. */
  static final TrainingTable AS_CONFIGURED = new TrainingTable("configured", null, null);

  static TrainingTable lacking(double share) {
    return new TrainingTable("missing-" + share, share, null);
  }

  static TrainingTable of(Mora70.Kind kind) {
    return new TrainingTable("mora70-" + kind.name(), null, kind.protocol());
  }

  boolean isLacking() {
    return share != null || protocol != null;
  }

  /** As in the papers, tables also hold for the subjects that an epoch is chosen by. */
  boolean isForValidation() {
    return protocol != null;
  }

  /**
   * @return null if nothing is lacking
   */
  LackingForGood plan(long seed) {
    if (share != null) {
      return new MissingPlan(share, false, seed);
    }
    return protocol == null ? null : (subject, has) -> protocol.shown(seed, subject, has);
  }
}
