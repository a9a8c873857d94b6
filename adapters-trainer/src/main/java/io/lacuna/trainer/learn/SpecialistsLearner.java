package io.lacuna.trainer.learn;

import ai.djl.ndarray.NDArray;
import io.lacuna.model.adapter.MoraModel;
import io.lacuna.model.base.Base;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.schema.Modality;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.loop.Checkpoints;
import io.lacuna.trainer.loop.LoopSettings;
import io.lacuna.trainer.loop.TrainingLoop;
import io.lacuna.trainer.plan.MissingPlan;
import io.lacuna.trainer.stage.AdapterStage;
import io.lacuna.trainer.stage.Answers;
import io.lacuna.trainer.stage.Targets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A plain head for each presence pattern, on the mean final states of the frozen base under just
 * that pattern. Everybody who has all of it is trained and validated on, and nothing else is read.
 * A pattern that no training subject can show, and a task of which no such subject has the truth,
 * are answered with the prior. {@link RidgeLearner} is the linear one.
 */
final class SpecialistsLearner implements Baseline {
  private static final AdapterStage.Shown ALL_OF_IT =
      new AdapterStage.Shown(new MissingPlan(0, true, 0), 1);

  private final LoopSettings loop;
  private final AdapterLearner.Origin origin;
  private final Checkpoints checkpoints;

  SpecialistsLearner(LoopSettings loop, AdapterLearner.Origin origin, Checkpoints checkpoints) {
    this.loop = loop;
    this.origin = origin;
    this.checkpoints = checkpoints;
  }

  @Override
  public String name() {
    return Baselines.SPECIALISTS;
  }

  @Override
  public long trained(Fold fold) {
    return patterns(fold).stream()
        .filter(p -> having(fold.train(), p).length > 0)
        .mapToLong(p -> HeadSize.of(fold.base().width(), p.count(), fold.tasks(), false))
        .sum();
  }

  @Override
  public Fitted fit(Fold fold, long seed) {
    Map<PresenceMask, Specialist> specialists = new HashMap<>();
    for (PresenceMask pattern : patterns(fold)) {
      if (having(fold.train(), pattern).length > 0) {
        specialists.put(pattern, train(fold, pattern, seed));
      }
    }
    return new FittedSpecialists(fold.base(), PriorLearner.prior(fold), specialists);
  }

  private static List<PresenceMask> patterns(Fold fold) {
    return PresenceMask.within(fold.modalities());
  }

  private static int[] having(Subjects subjects, PresenceMask pattern) {
    List<PresenceMask> has = subjects.has();
    return IntStream.range(0, has.size())
        .filter(i -> has.get(i).and(pattern).equals(pattern))
        .toArray();
  }

  private Specialist train(Fold fold, PresenceMask pattern, long seed) {
    Base base = fold.base();
    List<Modality> modalities = fold.modalities().stream().filter(pattern::has).toList();
    Fold own = new Fold(base, fold.tasks(), modalities, fold.train(), fold.validation());
    AdapterSettings settings = AdapterSettings.head(name(), loop);
    MoraModel model = new MoraModel(AdapterLearner.configuration(settings, own, seed, origin));
    Parameters parameters = model.init(base, seed);
    AdapterStage.Part train = part(own, fold.train(), pattern);
    AdapterStage stage =
        new AdapterStage(
            model,
            parameters,
            (p, tokens, training) -> model.read(tokens.x0(), p, tokens, training),
            train,
            part(own, fold.validation(), pattern),
            ALL_OF_IT,
            AdapterStage.Weights.NONE,
            base.manager());
    new TrainingLoop(
            "baseline " + name() + " " + pattern,
            base.manager(),
            parameters.asMap(),
            loop,
            seed,
            checkpoints)
        .run(stage);
    return new Specialist(model, parameters, known(fold.tasks(), train.targets().subjects()));
  }

  /** Those who have the pattern; they show all of it in every epoch and in validation. */
  private static AdapterStage.Part part(Fold fold, Subjects all, PresenceMask pattern) {
    int[] having = having(all, pattern);
    List<SubjectTokens> means = all.means(fold.base(), pattern);
    List<LabelledSubject> subjects = IntStream.of(having).mapToObj(all.subjects()::get).toList();
    return new AdapterStage.Part(
        new Targets(fold.tasks(), subjects),
        Collections.nCopies(having.length, pattern),
        (subject, mask) -> means.get(having[subject]));
  }

  /** Of each task whether anybody has its truth. */
  private static List<Boolean> known(List<TaskTarget> tasks, List<LabelledSubject> subjects) {
    return tasks.stream()
        .map(task -> subjects.stream().anyMatch(s -> s.labels().containsKey(task.name())))
        .toList();
  }

  /**
   * @param known of each task whether it was learnt
   */
  private record Specialist(MoraModel model, Parameters parameters, List<Boolean> known) {}

  private record FittedSpecialists(
      Base base, List<float[]> prior, Map<PresenceMask, Specialist> specialists) implements Fitted {

    @Override
    public List<List<float[]>> scores(Subjects subjects, PresenceMask shown) {
      List<SubjectTokens> means = subjects.means(base, shown);
      Map<Integer, List<Integer>> byPattern = new TreeMap<>();
      for (int i = 0; i < means.size(); i++) {
        int bits = means.get(i).presence().bits();
        byPattern.computeIfAbsent(bits, b -> new ArrayList<>()).add(i);
      }
      List<List<float[]>> scores = new ArrayList<>(Collections.nCopies(means.size(), prior));
      byPattern.forEach(
          (bits, rows) ->
              Optional.ofNullable(specialists.get(new PresenceMask(bits)))
                  .ifPresent(
                      specialist -> {
                        List<List<float[]>> said =
                            answers(specialist, rows.stream().map(means::get).toList());
                        for (int i = 0; i < said.size(); i++) {
                          scores.set(rows.get(i), said.get(i));
                        }
                      }));
      return scores;
    }

    private List<List<float[]>> answers(Specialist specialist, List<SubjectTokens> rows) {
      MoraModel model = specialist.model();
      List<List<float[]>> said =
          Answers.of(
              model,
              rows,
              base.manager(),
              tokens -> model.read(tokens.x0(), specialist.parameters(), tokens, false));
      for (List<float[]> record : said) {
        for (int t = 0; t < record.size(); t++) {
          if (!specialist.known().get(t)) {
            record.set(t, prior.get(t));
          }
        }
      }
      return said;
    }

    @Override
    public void close() {
      specialists.values().forEach(s -> s.parameters().asMap().values().forEach(NDArray::close));
    }
  }
}
