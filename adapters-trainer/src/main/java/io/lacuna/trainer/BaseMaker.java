package io.lacuna.trainer;

import io.lacuna.model.base.Base;
import io.lacuna.model.base.FeatureBase;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.bases.BaseFolder;
import io.lacuna.model.features.FeatureExtractor;
import io.lacuna.model.features.FeatureSpec;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.config.BaseSettings;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.loop.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Makes, or finds, the base of a configuration. */
final class BaseMaker {
  private static final String BASE = "base";

  private final TrainingConfig config;
  private final DataSet set;
  private final Path models;
  private final String device;

  /**
   * @param models folder that holds, or will hold, {@code base/} and the adapter
   */
  BaseMaker(TrainingConfig config, DataSet set, Path models, String device) {
    this.config = config;
    this.set = set;
    this.models = models;
    this.device = device;
  }

  /** Where the base lies. */
  Path folder() {
    return config.base() instanceof BaseSettings.Folder given
        ? Path.of(given.path())
        : models.resolve(BASE);
  }

  /** Whether the base is made by the training, so that its folder gets a card. */
  boolean makes() {
    return !(config.base() instanceof BaseSettings.Folder);
  }

  /** Prepares payloads as the base will want them; works before there is a base. */
  PayloadReader reader() throws IOException {
    if (config.base() instanceof BaseSettings.Fusion fusion) {
      return new FeatureExtractor(fusion.features());
    }
    if (config.base() instanceof BaseSettings.Features features) {
      return featureConfig(features).reader();
    }
    try (Base base = load()) {
      return base.reader();
    }
  }

  /** Trains what is to be trained of the base and writes its folder. */
  void make(Workspace workspace, Round round, Checkpoints checkpoints) throws IOException {
    if (config.base() instanceof BaseSettings.Fusion fusion) {
      new StemTraining(fusion, config.seed(), workspace, round, checkpoints).run(folder(), device);
    } else if (config.base() instanceof BaseSettings.Features features) {
      try (FeatureBase base =
          FeatureBaseStore.fit(
              featureConfig(features), workspace.features().at(round.train()).features(), device)) {
        FeatureBaseStore.save(folder(), base);
      }
    }
  }

  /**
   * Opens the base.
   *
   * @throws IllegalArgumentException if it prepares payloads otherwise than configured
   */
  Base load() throws IOException {
    Base base = BaseFolder.load(folder(), device);
    if (config.base() instanceof BaseSettings.Fusion fusion
        && base instanceof FusionBase made
        && !made.config().features().equals(fusion.features())) {
      base.close();
      FeatureSpec has = made.config().features();
      throw new IllegalArgumentException(
          "base "
              + made.name()
              + " prepares features as "
              + has
              + ", not as the configuration, "
              + fusion.features());
    }
    return base;
  }

  /**
   * For comparisons: fitted to each training part if it consists of statistics alone.
   *
   * @param folds whether there will be cross-validation
   * @param trained whether an adapter is judged that has been trained on the base that is there
   */
  BaseSource source(boolean folds, boolean trained) throws IOException {
    if (!trained && config.base() instanceof BaseSettings.Features features) {
      return BaseSource.features(featureConfig(features), device);
    }
    if (folds && config.base() instanceof BaseSettings.Fusion) {
      throw new IllegalArgumentException(
          "--folds needs a base that has not learnt from the subjects; the stems of "
              + folder()
              + " have. Leave --folds out to judge on the split 'test'");
    }
    return BaseSource.fixed(load());
  }

  private FeatureBaseConfig featureConfig(BaseSettings.Features features) {
    Map<Modality, int[]> shapes = new EnumMap<>(Modality.class);
    set.features().forEach((modality, shape) -> shapes.put(modality, shape.toArray()));
    if (shapes.size() != set.modalities().size()) {
      throw new IllegalArgumentException(
          "base of kind 'features' needs ready features of every modality; data set "
              + set.name()
              + " has them of "
              + shapes.keySet()
              + " only, and "
              + set.modalities());
    }
    return new FeatureBaseConfig(features.name(), shapes, features.clip());
  }
}
