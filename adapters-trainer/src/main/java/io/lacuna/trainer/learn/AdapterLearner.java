package io.lacuna.trainer.learn;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.adapter.MmolreModel;
import io.lacuna.model.adapter.MoraModel;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.MissingInput;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.BlockNumbers;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.evaluate.Priors;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.TrainingLoop;
import io.lacuna.trainer.optim.weigh.Weighing;
import io.lacuna.trainer.stage.AdapterStage;
import io.lacuna.trainer.stage.Answers;
import io.lacuna.trainer.stage.TokenCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Trains a fresh adapter on a frozen base. MoRA runs the base in every step, from cached inputs of
 * its first block; a mixture, or a MoRA without any block, reads the base's final states, which are
 * cached as well.
 */
public final class AdapterLearner implements Learner {
  /**
   * Where an adapter comes from.
   *
   * @param data what its subjects were taken from
   * @param versions of what trains it
   */
  public record Origin(AdapterConfig.TrainingData data, Map<String, String> versions) {}

  private final String name;
  private final AdapterSettings settings;
  private final MissingSettings missing;
  private final Origin origin;
  private final Checkpoints checkpoints;

  /**
   * @param name for tables
   * @param origin goes into the adapter
   */
  public AdapterLearner(
      String name,
      AdapterSettings settings,
      MissingSettings missing,
      Origin origin,
      Checkpoints checkpoints) {
    this.name = name;
    this.settings = settings;
    this.missing = missing;
    this.origin = origin;
    this.checkpoints = checkpoints;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Fitted fit(Fold fold, long seed) {
    Adapter adapter = train(fold, seed);
    return new FittedAdapter(fold.base(), adapter);
  }

  /** Trains; the parameters live on the manager of the base. */
  public Adapter train(Fold fold, long seed) {
    Base base = fold.base();
    requireBlocks(base);
    AdapterModel model = AdapterModel.of(configuration(settings, fold, seed, origin));
    AdapterStage.Shown shown = missing.shown(seed);
    AdapterStage.Shown validation =
        new AdapterStage.Shown(AdapterStage.validationPlan(shown.plan()), 1);
    Material material =
        new Material(
            rows(base, model, fold.train(), shown),
            rows(base, model, fold.validation(), validation),
            shown);
    try (Weighing weighing = weighing(fold, material, seed)) {
      String stage = "adapter " + settings.id();
      Parameters parameters = model.init(base, seed);
      train(stage, model, parameters, fold, material, weighing, seed);
      return new Adapter(model, parameters);
    }
  }

  /** What subjects show, which is the same whatever the tasks. */
  private record Material(
      AdapterStage.Rows train, AdapterStage.Rows validation, AdapterStage.Shown shown) {}

  private AdapterStage train(
      String name,
      AdapterModel model,
      Parameters parameters,
      Fold fold,
      Material material,
      Weighing weighing,
      long seed) {
    Base base = fold.base();
    AdapterStage stage =
        new AdapterStage(
            model,
            parameters,
            forward(base, model),
            new AdapterStage.Part(fold.trainTargets(), fold.train().has(), material.train),
            new AdapterStage.Part(
                fold.validationTargets(), fold.validation().has(), material.validation),
            material.shown,
            settings.weights(),
            weighing,
            base.manager());
    new TrainingLoop(name, base.manager(), parameters.asMap(), settings.loop(), seed, checkpoints)
        .run(stage);
    return stage;
  }

  private Weighing weighing(Fold fold, Material material, long seed) {
    List<TaskTarget> tasks = fold.tasks();
    return Weighing.of(
        settings.weights().tasks(),
        tasks,
        () -> tasks.stream().mapToDouble(t -> alone(t, fold, material, seed)).toArray(),
        fold.base().manager());
  }

  /** What a task achieves when the same adapter learns nothing else. */
  private double alone(TaskTarget task, Fold fold, Material material, long seed) {
    Fold one = fold.of(task);
    AdapterModel model = AdapterModel.of(configuration(settings, one, seed, origin));
    Parameters parameters = model.init(fold.base(), seed);
    try {
      String stage = "adapter " + settings.id() + ", " + task.name() + " alone";
      return train(stage, model, parameters, one, material, Weighing.FIXED, seed).achievement()[0];
    } finally {
      parameters.asMap().values().forEach(NDArray::close);
    }
  }

  private void requireBlocks(Base base) {
    if (settings.mora() != null) {
      BlockNumbers.requireBelow(
          "adapter.blocks", settings.blocks(), base.blocks(), "base " + base.name());
    }
  }

  /** What an adapter without any delta makes of the base is the same in every step. */
  private boolean readsFinalStates(AdapterModel model) {
    return model instanceof MmolreModel || settings.blocks().isEmpty();
  }

  private AdapterStage.Forward forward(Base base, AdapterModel model) {
    if (!readsFinalStates(model)) {
      return (p, tokens, training) -> model.forward(base, p, tokens, training);
    }
    return model instanceof MmolreModel mixture
        ? (p, tokens, training) -> mixture.read(tokens.x0(), p, tokens, training)
        : (p, tokens, training) -> ((MoraModel) model).read(tokens.x0(), p, tokens, training);
  }

  private AdapterStage.Rows rows(
      Base base, AdapterModel model, Subjects subjects, AdapterStage.Shown shown) {
    List<SubjectTokens> inputs = subjects.inputs();
    List<PresenceMask> has = subjects.has();
    Map<Modality, float[]> standIns = standIns(base, model);
    if (!readsFinalStates(model)) {
      return (subject, mask) -> inputs.get(subject).only(mask, standIns);
    }
    List<List<PresenceMask>> masks = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      masks.add(
          shown.all(
              subjects.subjects().get(i).subject(),
              has.get(i),
              settings.weights().moreVersusFewer() > 0));
    }
    return TokenCache.states(base, inputs, masks, standIns);
  }

  /** Rows that stand for missing modalities; none, unless the model wants them. */
  static Map<Modality, float[]> standIns(Base base, AdapterModel model) {
    return model.missingInput() == MissingInput.DUMMY ? TokenCache.standIns(base) : Map.of();
  }

  static AdapterConfig configuration(
      AdapterSettings settings, Fold fold, long seed, Origin origin) {
    List<AdapterTask> tasks = new ArrayList<>();
    for (TaskTarget t : fold.tasks()) {
      List<Double> prior = Priors.of(t, fold.train().subjects());
      tasks.add(
          new AdapterTask(t.name(), t.spec().kind(), t.spec().labels(), prior, t.min(), t.max()));
    }
    Base base = fold.base();
    return new AdapterConfig(
        settings.method(),
        settings.id(),
        base.name(),
        base.digest(),
        settings.r(),
        settings.loraAlpha(),
        settings.blocks(),
        base.width(),
        settings.width(),
        settings.experts(),
        settings.mora(),
        settings.mixture(),
        fold.modalities(),
        tasks,
        seed,
        origin.data(),
        origin.versions());
  }

  /** Answers of a trained adapter; frees its parameters when closed. */
  public record FittedAdapter(Base base, Adapter adapter) implements Fitted {

    @Override
    public List<List<float[]>> scores(Subjects subjects, PresenceMask shown) {
      AdapterModel model = adapter.model();
      Map<Modality, float[]> standIns = standIns(base, model);
      List<SubjectTokens> rows =
          subjects.inputs().stream().map(s -> s.only(shown, standIns)).toList();
      return Answers.of(
          model,
          rows,
          base.manager(),
          tokens -> model.forward(base, adapter.parameters(), tokens, false));
    }

    @Override
    public long trained() {
      return adapter.parameters().size();
    }

    @Override
    public void close() {
      adapter.parameters().asMap().values().forEach(NDArray::close);
    }
  }
}
