package io.lacuna.trainer.setup;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.base.BaseStore;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.base.MiniLmWeights;
import io.lacuna.model.base.Stems;
import io.lacuna.model.features.Features;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.config.BaseSettings;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.feature.FeatureTable;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.loop.TrainingLoop;
import io.lacuna.trainer.plan.Draws;
import io.lacuna.trainer.stage.StemStage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Trains the stems of a base, each alone, and writes the base. */
final class StemTraining {
  private final BaseSettings.Fusion settings;
  private final long seed;
  private final List<TaskTarget> tasks;
  private final FeatureTable train;
  private final FeatureTable validation;
  private final Checkpoints checkpoints;

  StemTraining(
      BaseSettings.Fusion settings,
      long seed,
      Workspace workspace,
      Round round,
      Checkpoints checkpoints) {
    this.settings = settings;
    this.seed = seed;
    this.tasks = workspace.set().tasks();
    this.train = workspace.features(round.train());
    this.validation = workspace.features(round.validation());
    this.checkpoints = checkpoints;
  }

  void run(Path folder, String device) throws IOException {
    try (NDManager manager = Torch.newManager(device)) {
      BaseSettings.Fusion b = settings;
      String textModel = MiniLmWeights.load(manager).digest();
      BaseConfig base =
          new BaseConfig(b.name(), textModel, b.features(), b.imageStem(), b.audioStem());
      Map<String, NDArray> stems = Stems.init(manager, base, seed);
      BaseSettings.Stems s = b.stems();
      stem(Modality.IMAGE, base, stems, s.image().loop(), s.image().augmentation()::apply, manager);
      stem(Modality.AUDIO, base, stems, s.audio().loop(), s.audio().augmentation()::apply, manager);
      BaseStore.save(folder, base, stems);
    }
  }

  private void stem(
      Modality modality,
      BaseConfig base,
      Map<String, NDArray> stems,
      LoopSettings loop,
      BiFunction<Features, Draws, Features> augmentation,
      NDManager manager) {
    String name = modality.name().toLowerCase(Locale.ROOT);
    Map<String, NDArray> own = new TreeMap<>(stems);
    own.keySet().removeIf(k -> !k.startsWith(name + "."));
    Map<String, NDArray> head = StemStage.head(manager, MiniLm.WIDTH, tasks, seed);
    StemStage stage =
        new StemStage(modality, base, own, head, tasks, train, validation, augmentation, seed);
    Map<String, NDArray> trainable = new TreeMap<>(own);
    trainable.putAll(head);
    new TrainingLoop(name + " stem", manager, trainable, loop, seed, checkpoints).run(stage);
  }
}
