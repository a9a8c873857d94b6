package io.lacuna.trainer.learn;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.adapter.AdapterOutput;
import io.lacuna.model.adapter.MoraModel;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.baseline.BaseChange;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.TrainingLoop;
import io.lacuna.trainer.optim.weigh.Weighing;
import io.lacuna.trainer.stage.AdapterStage;
import io.lacuna.trainer.stage.Answers;
import io.lacuna.trainer.stage.Targets;
import java.util.List;
import java.util.Map;

/**
 * Trains a change of the frozen base together with MoRA's readout and heads, as {@link
 * AdapterLearner} trains MoRA: from cached inputs of the first block, with the same missing plan,
 * loop and choice of the epoch. For the same seed the readout starts from the same values.
 */
final class ChangedBaseLearner implements Baseline {
  private final String name;
  private final BaseChange.Maker maker;
  private final AdapterSettings settings;
  private final MissingSettings missing;
  private final AdapterLearner.Origin origin;
  private final Checkpoints checkpoints;

  /**
   * @param settings of a readout without any delta
   */
  ChangedBaseLearner(
      String name,
      BaseChange.Maker maker,
      AdapterSettings settings,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    this.name = name;
    this.maker = maker;
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
  public long trained(Fold fold) {
    boolean means = settings.mora().readout() == MoraOptions.ReadoutKind.MODALITY_MEANS;
    long read = means ? fold.modalities().size() : 1;
    return maker.on(fold.base(), fold.modalities()).size()
        + HeadSize.of(fold.base().width(), read, fold.tasks(), means);
  }

  @Override
  public FittedChange fit(Fold fold, long seed) {
    try (Weighing weighing =
        Weighing.of(
            settings.weights().tasks(),
            fold.tasks(),
            () -> fold.tasks().stream().mapToDouble(t -> alone(t, fold, seed)).toArray(),
            fold.base().manager())) {
      return train("baseline " + name, fold, seed, weighing).fitted();
    }
  }

  /** What was trained, and the stage that trained it. */
  private record Trained(FittedChange fitted, AdapterStage stage) {}

  private Trained train(String title, Fold fold, long seed, Weighing weighing) {
    Base base = fold.base();
    BaseChange change = maker.on(base, fold.modalities());
    MoraModel readout = new MoraModel(AdapterLearner.configuration(settings, fold, seed, origin));
    Parameters parameters = readout.init(base, seed).merge(change.init(base.manager(), seed));
    FittedChange fitted = new FittedChange(base, change, readout, parameters);
    AdapterStage.Shown shown = missing.shown(seed);
    AdapterStage stage =
        new AdapterStage(
            readout,
            parameters,
            (p, tokens, training) -> fitted.forward(tokens, training),
            fitted.part(fold.trainTargets(), fold.train()),
            fitted.part(fold.validationTargets(), fold.validation()),
            shown,
            settings.weights(),
            weighing,
            base.manager());
    new TrainingLoop(title, base.manager(), parameters.asMap(), settings.loop(), seed, checkpoints)
        .run(stage);
    return new Trained(fitted, stage);
  }

  /** What a task achieves when the same change learns nothing else. */
  private double alone(TaskTarget task, Fold fold, long seed) {
    String title = "baseline " + name + ", " + task.name() + " alone";
    Trained one = train(title, fold.of(task), seed, Weighing.FIXED);
    try (FittedChange fitted = one.fitted()) {
      return one.stage().achievement()[0];
    }
  }

  /**
   * Answers of a changed base; frees what was trained when closed.
   *
   * @param parameters of the change and of the readout
   */
  record FittedChange(Base base, BaseChange change, MoraModel readout, Parameters parameters)
      implements Fitted {

    AdapterOutput forward(TokenBatch tokens, boolean training) {
      NDArray states = change.states(parameters, tokens);
      return readout.read(states, parameters, tokens, training);
    }

    private AdapterStage.Part part(Targets targets, Subjects subjects) {
      List<SubjectTokens> inputs = subjects.inputs();
      Map<Modality, float[]> standIns = AdapterLearner.standIns(base, readout);
      return new AdapterStage.Part(
          targets, subjects.has(), (subject, mask) -> inputs.get(subject).only(mask, standIns));
    }

    @Override
    public List<List<float[]>> scores(Subjects subjects, PresenceMask shown) {
      Map<Modality, float[]> standIns = AdapterLearner.standIns(base, readout);
      List<SubjectTokens> rows =
          subjects.inputs().stream().map(s -> s.only(shown, standIns)).toList();
      return Answers.of(readout, rows, base.manager(), tokens -> forward(tokens, false));
    }

    @Override
    public void close() {
      parameters.asMap().values().forEach(NDArray::close);
    }
  }
}
