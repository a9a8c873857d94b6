package io.lacuna.trainer;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.AdapterModel;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.adapter.MmolreModel;
import io.lacuna.model.adapter.MoraModel;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.evaluate.Priors;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.TrainingLoop;
import io.lacuna.trainer.plan.MissingPlan;
import io.lacuna.trainer.stage.AdapterStage;
import io.lacuna.trainer.stage.Targets;
import io.lacuna.trainer.stage.TokenCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Trains a fresh adapter on a frozen base. MoRA runs the base in every step, from cached inputs of
 * its first block; a mixture reads the base's final states, which are cached as well.
 */
final class AdapterTraining {
  private final TrainingConfig config;
  private final DataSet set;
  private final FusionBase base;
  private final Checkpoints checkpoints;

  AdapterTraining(TrainingConfig config, DataSet set, FusionBase base, Checkpoints checkpoints) {
    this.config = config;
    this.set = set;
    this.base = base;
    this.checkpoints = checkpoints;
  }

  Adapter run(List<SubjectTokens> train, List<SubjectTokens> validation) {
    AdapterModel model = AdapterModel.of(configuration());
    Parameters parameters = model.init(base.manager(), config.seed());
    TrainingConfig.AdapterSettings s = config.adapter();
    MissingPlan plan = new MissingPlan(config.missing().share(), true, config.seed());
    List<LabelledSubject> trainSubjects = set.of(Split.TRAIN);
    List<LabelledSubject> validationSubjects = set.of(Split.VALIDATION);
    AdapterStage stage =
        new AdapterStage(
            model,
            parameters,
            forward(model),
            new Targets(set.tasks(), trainSubjects),
            rows(model, train, trainSubjects, plan, config.missing().variants()),
            new Targets(set.tasks(), validationSubjects),
            rows(model, validation, validationSubjects, AdapterStage.validationPlan(plan), 1),
            plan,
            config.missing().variants(),
            s.weights(),
            base.manager());
    new TrainingLoop(
            s.id(), base.manager(), parameters.asMap(), s.loop(), config.seed(), checkpoints)
        .run(stage);
    return new Adapter(model, parameters);
  }

  private AdapterStage.Forward forward(AdapterModel model) {
    if (model instanceof MmolreModel mixture) {
      return (p, tokens, training) -> mixture.read(tokens.x0(), p, tokens, training);
    }
    MoraModel mora = (MoraModel) model;
    return (p, tokens, training) -> mora.forward(base.miniLm(), p, tokens, training);
  }

  private AdapterStage.Rows rows(
      AdapterModel model,
      List<SubjectTokens> inputs,
      List<LabelledSubject> subjects,
      MissingPlan plan,
      int variants) {
    if (model instanceof MoraModel) {
      return (subject, mask) -> inputs.get(subject).only(mask);
    }
    List<List<PresenceMask>> masks = new ArrayList<>();
    for (LabelledSubject s : subjects) {
      List<PresenceMask> own = new ArrayList<>(List.of(s.presence()));
      for (int variant = 0; variant < variants; variant++) {
        own.add(plan.mask(s.subject(), s.presence(), variant));
      }
      masks.add(own);
    }
    return TokenCache.states(base, inputs, masks);
  }

  private AdapterConfig configuration() {
    TrainingConfig.AdapterSettings s = config.adapter();
    List<AdapterTask> tasks = new ArrayList<>();
    for (TaskTarget t : set.tasks()) {
      List<Double> prior = Priors.of(t, set.of(Split.TRAIN));
      tasks.add(
          new AdapterTask(t.name(), t.spec().kind(), t.spec().labels(), prior, t.min(), t.max()));
    }
    return new AdapterConfig(
        s.method(),
        s.id(),
        base.config().name(),
        base.digest(),
        s.r(),
        s.loraAlpha(),
        s.blocks(),
        MiniLm.WIDTH,
        s.width(),
        s.experts(),
        set.modalities(),
        tasks,
        config.seed(),
        new AdapterConfig.TrainingData(set.name(), set.digest()),
        Map.of("lacuna", Version.NUMBER, "libtorch", Torch.version()));
  }
}
