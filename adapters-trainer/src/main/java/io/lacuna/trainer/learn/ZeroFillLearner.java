package io.lacuna.trainer.learn;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.base.Base;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.MissingSettings;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.stage.AdapterStage;
import io.lacuna.trainer.stage.Answers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The baseline of most systems: a plain head on the same frozen base; a missing modality enters as
 * tokens of zeros that are attended like any others, as many as a training subject has at the
 * median, and nothing says that it is missing. On standardised features zero is the training mean.
 */
public final class ZeroFillLearner implements Learner {
  public static final String NAME = "zero-fill";

  private final LoopSettings loop;
  private final MissingSettings missing;
  private final AdapterLearner.Origin origin;
  private final Checkpoints checkpoints;

  /**
   * @param missing what the training subjects lack; the share 0 trains on all they have
   */
  public ZeroFillLearner(
      LoopSettings loop,
      MissingSettings missing,
      AdapterLearner.Origin origin,
      Checkpoints checkpoints) {
    this.loop = loop;
    this.missing = missing;
    this.origin = origin;
    this.checkpoints = checkpoints;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Fitted fit(Fold fold, long seed) {
    Map<Modality, Integer> typical = typical(fold);
    AdapterStage.Shown shown = missing.shown(seed);
    MissingSettings nothing = new MissingSettings(0, 1);
    // what is missing is zeros from here on, so every subject has everything
    Fold filled =
        new Fold(
            fold.base(),
            fold.tasks(),
            fold.modalities(),
            filled(fold.train(), typical, shown),
            filled(fold.validation(), typical, nothing.shown(seed)));
    Adapter head =
        new AdapterLearner(NAME, AdapterSettings.head(NAME, loop), nothing, origin, checkpoints)
            .train(filled, seed);
    return new FittedHead(fold.base(), head, typical);
  }

  /** Subjects that show what the plan leaves, filled up and then said to be complete. */
  private static Subjects filled(
      Subjects subjects, Map<Modality, Integer> typical, AdapterStage.Shown shown) {
    List<SubjectTokens> inputs = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      LabelledSubject s = subjects.subjects().get(i);
      PresenceMask mask = shown.plan().mask(s.subject(), subjects.inputs().get(i).presence(), 0);
      inputs.add(subjects.inputs().get(i).only(mask).zeroFilled(typical));
    }
    return new Subjects(subjects.subjects(), inputs);
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

  private record FittedHead(Base base, Adapter head, Map<Modality, Integer> typical)
      implements Fitted {

    @Override
    public List<List<float[]>> scores(List<SubjectTokens> inputs, PresenceMask shown) {
      List<SubjectTokens> rows =
          inputs.stream().map(s -> s.only(shown).zeroFilled(typical)).toList();
      Parameters p = head.parameters();
      return Answers.of(
          head.model(),
          rows,
          base.manager(),
          tokens -> head.model().forward(base, p, tokens, false));
    }

    @Override
    public void close() {
      head.parameters().asMap().values().forEach(NDArray::close);
    }
  }
}
