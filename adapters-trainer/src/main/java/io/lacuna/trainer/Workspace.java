package io.lacuna.trainer;

import io.lacuna.model.base.Base;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.features.FeatureExtractor;
import io.lacuna.model.features.FeatureSpec;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.feature.FeatureTable;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.stage.TokenCache;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A data set with the features of every split, extracted once.
 *
 * @param set the data set
 * @param features per split, as the feature specification wants them
 */
record Workspace(DataSet set, Map<Split, FeatureTable> features) {
  private static final int THREADS = 2;

  static Workspace open(DataSet set, FeatureSpec spec) {
    Map<Split, FeatureTable> features = new EnumMap<>(Split.class);
    try (FeatureExtractor extractor = new FeatureExtractor(spec)) {
      for (Split split : Split.values()) {
        features.put(split, FeatureTable.extract(set.of(split), extractor::extract, THREADS));
      }
    }
    return new Workspace(set, features);
  }

  /** Inputs of the first block of a base, per split. */
  Map<Split, List<SubjectTokens>> inputs(Base base) {
    Map<Split, List<SubjectTokens>> inputs = new EnumMap<>(Split.class);
    features.forEach((split, table) -> inputs.put(split, TokenCache.inputs(base, table)));
    return inputs;
  }

  /** Whether a base prepares payloads as these features were prepared. */
  static void requireSameFeatures(BaseConfig base, FeatureSpec wanted) {
    if (!base.features().equals(wanted)) {
      throw new IllegalArgumentException(
          "base "
              + base.name()
              + " prepares features as "
              + base.features()
              + ", not as the"
              + " configuration, "
              + wanted);
    }
  }
}
