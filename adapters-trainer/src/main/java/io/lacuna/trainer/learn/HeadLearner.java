package io.lacuna.trainer.learn;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.adapter.MoraModel;
import io.lacuna.model.base.Base;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.loop.TrainingLoop;
import io.lacuna.trainer.stage.AdapterStage;
import io.lacuna.trainer.stage.Answers;
import io.lacuna.trainer.stage.Targets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Baselines without any low-rank part: the readout and head of MoRA on the mean final states of the
 * frozen base. <i>head-only</i> has the learned vector for an absent modality. <i>zero-fill</i> is
 * what most systems do: a missing modality enters as tokens of zeros that are attended like any
 * others, as many as a training subject has at the median, and nothing says that it is missing; on
 * standardised features zero is the training mean. <i>modality-dropout</i> is fed the same zeros,
 * but is trained, and chosen on validation, with gaps.
 */
public final class HeadLearner implements Baseline {
  private final String name;
  private final boolean zeroFill;
  private final boolean choosesOnGaps;
  private final LoopSettings loop;
  private final MissingSettings missing;
  private final AdapterLearner.Origin origin;
  private final Checkpoints checkpoints;

  private HeadLearner(
      String name,
      boolean zeroFill,
      boolean choosesOnGaps,
      LoopSettings loop,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    this.name = name;
    this.zeroFill = zeroFill;
    this.choosesOnGaps = choosesOnGaps;
    this.loop = loop;
    this.missing = missing;
    this.origin = origin;
    this.checkpoints = checkpoints;
  }

  public static HeadLearner headOnly(
      LoopSettings loop,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    return new HeadLearner("head-only", false, true, loop, missing, origin, checkpoints);
  }

  /**
   * @param missing what the training subjects lack; the share 0 trains on all they have
   */
  public static HeadLearner zeroFill(
      LoopSettings loop,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    return new HeadLearner("zero-fill", true, false, loop, missing, origin, checkpoints);
  }

  static HeadLearner modalityDropout(
      LoopSettings loop,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    return new HeadLearner(
        Baselines.MODALITY_DROPOUT, true, true, loop, missing, origin, checkpoints);
  }

  @Override
  public String name() {
    return name;
  }

  /** Where zeros stand for what is missing, the vectors for it are never used. */
  @Override
  public long trained(Fold fold) {
    return HeadSize.of(fold.base().width(), fold.modalities().size(), fold.tasks(), !zeroFill);
  }

  @Override
  public Fitted fit(Fold fold, long seed) {
    Base base = fold.base();
    Map<Modality, Integer> zeros = zeroFill ? typical(fold) : Map.of();
    MoraModel model =
        new MoraModel(
            AdapterLearner.configuration(AdapterSettings.head(name, loop), fold, seed, origin));
    Parameters parameters = model.init(base, seed);
    AdapterStage.Shown shown = missing.shown(seed);
    AdapterStage.Shown validation =
        new AdapterStage.Shown(AdapterStage.validationPlan(shown.plan()), 1);
    AdapterStage stage =
        new AdapterStage(
            model,
            parameters,
            (p, tokens, training) -> model.read(tokens.x0(), p, tokens, training),
            part(fold.trainTargets(), base, fold.train(), shown, zeros),
            choosesOnGaps
                ? part(fold.validationTargets(), base, fold.validation(), validation, zeros)
                : complete(fold.validationTargets(), base, fold.validation(), zeros),
            shown,
            AdapterStage.Weights.NONE,
            base.manager());
    new TrainingLoop(
            "baseline " + name, base.manager(), parameters.asMap(), loop, seed, checkpoints)
        .run(stage);
    return new FittedHead(base, model, parameters, zeros);
  }

  private static AdapterStage.Part part(
      Targets targets,
      Base base,
      Subjects subjects,
      AdapterStage.Shown shown,
      Map<Modality, Integer> zeros) {
    List<PresenceMask> has = subjects.has();
    List<List<PresenceMask>> masks = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      masks.add(shown.all(subjects.subjects().get(i).subject(), has.get(i), false));
    }
    for (int v = 0; v < (masks.isEmpty() ? 0 : masks.get(0).size()); v++) {
      int variant = v;
      subjects.means(base, masks.stream().map(m -> m.get(variant)).toList(), zeros);
    }
    return new AdapterStage.Part(
        targets, has, (subject, mask) -> subjects.mean(subject, mask, zeros));
  }

  /** Who fills with zeros does not validate on what is missing: subjects show all they have. */
  private static AdapterStage.Part complete(
      Targets targets, Base base, Subjects subjects, Map<Modality, Integer> zeros) {
    List<PresenceMask> has = subjects.has();
    subjects.means(base, has, zeros);
    return new AdapterStage.Part(
        targets, has, (subject, mask) -> subjects.mean(subject, has.get(subject), zeros));
  }

  private static Map<Modality, Integer> typical(Fold fold) {
    Map<Modality, Integer> typical = new EnumMap<>(Modality.class);
    for (Modality m : fold.modalities()) {
      int[] counts =
          fold.train().inputs().stream()
              .mapToInt(s -> s.count(m))
              .filter(c -> c > 0)
              .sorted()
              .toArray();
      typical.put(m, counts.length == 0 ? 1 : counts[counts.length / 2]);
    }
    return typical;
  }

  private record FittedHead(
      Base base, MoraModel model, Parameters parameters, Map<Modality, Integer> zeros)
      implements Fitted {

    @Override
    public List<List<float[]>> scores(Subjects subjects, PresenceMask shown) {
      List<PresenceMask> masks = subjects.has().stream().map(h -> h.and(shown)).toList();
      List<SubjectTokens> rows = subjects.means(base, masks, zeros);
      return Answers.of(
          model,
          rows,
          base.manager(),
          tokens -> model.read(tokens.x0(), parameters, tokens, false));
    }

    @Override
    public long trained() {
      return parameters.size();
    }

    @Override
    public void close() {
      parameters.asMap().values().forEach(NDArray::close);
    }
  }
}
