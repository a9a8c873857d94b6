package io.lacuna.trainer.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MoraModel;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.model.base.Base;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.loop.TrainingLoop;
import io.lacuna.trainer.plan.MissingPlan;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The baseline: a plain head on the same frozen base, trained on complete subjects; a missing
 * modality enters as tokens of zeros that are attended like any others, as many as a training
 * subject has at the median. It has the readout and head of {@link MoraModel} and no delta.
 */
public final class ZeroFill {
  private static final MissingPlan COMPLETE = new MissingPlan(0, false, 0);

  private final Base base;
  private final MoraModel model;
  private final Parameters head;
  private final Map<Modality, Integer> typical;

  private ZeroFill(Base base, MoraModel model, Parameters head, Map<Modality, Integer> typical) {
    this.base = base;
    this.model = model;
    this.head = head;
    this.typical = typical;
  }

  /**
   * Trains the head.
   *
   * @param adapter configuration that names base, tasks and modalities
   */
  public static ZeroFill train(
      Base base,
      AdapterConfig adapter,
      Targets train,
      List<SubjectTokens> trainInputs,
      Targets validation,
      List<SubjectTokens> validationInputs,
      LoopSettings settings,
      long seed,
      Checkpoints checkpoints) {
    MoraModel model = new MoraModel(plain(adapter));
    Map<Modality, Integer> typical = typical(adapter.modalities(), trainInputs);
    Parameters head = model.init(base.manager(), seed);
    ZeroFill baseline = new ZeroFill(base, model, head, typical);
    List<SubjectTokens> trainMeans = baseline.means(trainInputs);
    List<SubjectTokens> validationMeans = baseline.means(validationInputs);
    AdapterStage stage =
        stage(model, head, train, trainMeans, validation, validationMeans, base.manager());
    Map<String, NDArray> trainable = new HashMap<>(head.asMap());
    trainable.keySet().removeIf(k -> k.startsWith("missing."));
    new TrainingLoop("zero-fill", base.manager(), trainable, settings, seed, checkpoints)
        .run(stage);
    return baseline;
  }

  private static AdapterStage stage(
      MoraModel model,
      Parameters head,
      Targets train,
      List<SubjectTokens> trainMeans,
      Targets validation,
      List<SubjectTokens> validationMeans,
      NDManager manager) {
    return new AdapterStage(
        model,
        head,
        (p, tokens, training) -> model.read(tokens.x0(), p, tokens, training),
        train,
        (subject, mask) -> trainMeans.get(subject),
        validation,
        (subject, mask) -> validationMeans.get(subject),
        COMPLETE,
        1,
        new AdapterStage.Weights(0, 0),
        manager);
  }

  /** Scores of subjects of which only the modalities of the mask are known. */
  public List<List<float[]>> scores(List<SubjectTokens> inputs, PresenceMask mask) {
    List<SubjectTokens> means = means(inputs.stream().map(s -> s.only(mask)).toList());
    return Answers.of(
        model, means, base.manager(), tokens -> model.read(tokens.x0(), head, tokens, false));
  }

  private List<SubjectTokens> means(List<SubjectTokens> inputs) {
    List<SubjectTokens> filled = inputs.stream().map(s -> s.zeroFilled(typical)).toList();
    return TokenCache.states(base, filled).stream().map(SubjectTokens::means).toList();
  }

  private static Map<Modality, Integer> typical(
      List<Modality> modalities, List<SubjectTokens> inputs) {
    Map<Modality, Integer> typical = new EnumMap<>(Modality.class);
    for (Modality m : modalities) {
      int[] counts =
          inputs.stream().mapToInt(s -> s.count(m)).filter(c -> c > 0).sorted().toArray();
      typical.put(m, counts.length == 0 ? 1 : counts[counts.length / 2]);
    }
    return typical;
  }

  private static AdapterConfig plain(AdapterConfig c) {
    return new AdapterConfig(
        Method.MODALITY_AWARE_LORA,
        "zero-fill",
        c.baseModelNameOrPath(),
        c.baseModelDigest(),
        1,
        1,
        List.of(),
        c.hiddenSize(),
        c.width(),
        0,
        MoraOptions.DEFAULT,
        null,
        c.modalities(),
        c.tasks(),
        c.seed(),
        c.trainingData(),
        c.versions());
  }
}
