package io.lacuna.trainer;

import io.lacuna.model.base.Base;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.feature.FeatureTable;
import io.lacuna.trainer.learn.Fold;
import io.lacuna.trainer.learn.Subjects;
import io.lacuna.trainer.stage.TokenCache;

/**
 * A data set with its features, extracted once.
 *
 * @param features of all subjects, as the base wants them
 */
record Workspace(DataSet set, FeatureTable features) {
  private static final int THREADS = 2;

  static Workspace open(DataSet set, PayloadReader reader) {
    return new Workspace(set, FeatureTable.extract(set.subjects(), reader::extract, THREADS));
  }

  /** Subjects with their inputs of a base's first block. */
  Subjects subjects(Base base, int[] positions) {
    FeatureTable part = features.at(positions);
    return new Subjects(part.subjects(), TokenCache.inputs(base, part));
  }

  Fold fold(Base base, Subjects train, Subjects validation) {
    return new Fold(base, set.tasks(), set.modalities(), train, validation);
  }
}
