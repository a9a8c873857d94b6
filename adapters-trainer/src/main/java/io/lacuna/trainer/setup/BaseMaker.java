package io.lacuna.trainer.setup;

import io.lacuna.model.base.Base;
import io.lacuna.model.base.FeatureBase;
import io.lacuna.model.base.FeatureBaseConfig;
import io.lacuna.model.base.FeatureBaseStore;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.bases.BaseFolder;
import io.lacuna.model.features.FeatureExtractor;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.config.BaseSettings;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.loop.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes, or finds, the base of a configuration. */
public final class BaseMaker {
  private static final String BASE = "base";

  private final TrainingConfig config;
  private final DataSet set;
  private final Path models;
  private final String device;

  /**
   * @param models folder that holds, or will hold, {@code base/} and the adapter
   */
  public BaseMaker(TrainingConfig config, DataSet set, Path models, String device) {
    this.config = config;
    this.set = set;
    this.models = models;
    this.device = device;
  }

  /** Where the base lies. */
  public Path folder() {
    return config.base() instanceof BaseSettings.Folder given
        ? Path.of(given.path())
        : models.resolve(BASE);
  }

  /** Whether the base is made by the training, so that its folder gets a card. */
  public boolean makes() {
    return !(config.base() instanceof BaseSettings.Folder);
  }

  /** Prepares payloads as the base will want them; works before there is a base. */
  public PayloadReader reader() throws IOException {
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
  public void make(Workspace workspace, Round round, Checkpoints checkpoints) throws IOException {
    if (config.base() instanceof BaseSettings.Fusion fusion) {
      new StemTraining(fusion, config.seed(), workspace, round, checkpoints).run(folder(), device);
    } else if (config.base() instanceof BaseSettings.Features features) {
      try (FeatureBase base =
          FeatureBaseStore.fit(
              featureConfig(features), workspace.features(round.train()).features(), device)) {
        FeatureBaseStore.save(folder(), base);
      }
    }
  }

  /**
   * Opens the base.
   *
   * @throws IllegalArgumentException if it prepares payloads otherwise than configured
   */
  public Base load() throws IOException {
    Base base = BaseFolder.load(folder(), device);
    String differs = difference(base);
    if (differs != null) {
      base.close();
      throw new IllegalArgumentException(
          "base " + base.name() + " in " + folder() + " is not as configured: " + differs);
    }
    return base;
  }

  /** In what a base that is there is not what the configuration says; null if in nothing. */
  private String difference(Base base) {
    if (config.base() instanceof BaseSettings.Fusion fusion) {
      if (!(base instanceof FusionBase made)) {
        return "it is of another kind than fusion";
      }
      return made.config().features().equals(fusion.features())
          ? null
          : "it prepares features as " + made.config().features() + ", not " + fusion.features();
    }
    if (config.base() instanceof BaseSettings.Features features) {
      if (!(base instanceof FeatureBase made)) {
        return "it is of another kind than features";
      }
      return made.config().equals(featureConfig(features))
          ? null
          : "it is " + made.config() + ", not " + featureConfig(features);
    }
    return null;
  }

  /**
   * For comparisons: fitted to each training part if it consists of statistics alone.
   *
   * @param folds whether there will be cross-validation
   * @param trained whether an adapter is judged that has been trained on the base that is there
   * @param less whether methods learn from less than the training split
   */
  public BaseSource source(boolean folds, boolean trained, boolean less) throws IOException {
    if (!trained && config.base() instanceof BaseSettings.Features features) {
      return BaseSource.features(featureConfig(features), device);
    }
    Base base = load();
    boolean learnt = base instanceof FusionBase || base instanceof FeatureBase;
    if (folds && learnt) {
      base.close();
      throw new IllegalArgumentException(
          "cross-validation needs a base that has not learnt from the subjects; that in "
              + folder()
              + " has. Judge on a split 'test', without --folds");
    }
    if (less && learnt) {
      System.err.println(
          "note: base "
              + base.name()
              + " has learnt from the whole training split; what stands on it learns from less");
    }
    return BaseSource.fixed(base);
  }

  private FeatureBaseConfig featureConfig(BaseSettings.Features features) {
    Map<Modality, List<Integer>> shapes = new EnumMap<>(Modality.class);
    set.features().forEach((modality, shape) -> shapes.put(modality, shape.dims()));
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
