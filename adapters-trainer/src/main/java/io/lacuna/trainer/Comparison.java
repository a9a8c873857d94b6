package io.lacuna.trainer;

import io.lacuna.model.base.Base;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.evaluate.Run;
import io.lacuna.trainer.evaluate.ScoreTable;
import io.lacuna.trainer.feature.FeatureTable;
import io.lacuna.trainer.feature.SubjectTokens;
import io.lacuna.trainer.learn.Fold;
import io.lacuna.trainer.learn.Learner;
import io.lacuna.trainer.learn.Subjects;
import io.lacuna.trainer.plan.MissingPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** Trains several methods on the same rounds and seeds and scores them under every mask. */
final class Comparison {
  private final Workspace workspace;
  private final BaseSource bases;
  private final int draws;
  private final Map<Integer, SubjectTokens> inputs = new HashMap<>();
  private final Map<List<Integer>, Subjects> subjects = new HashMap<>();
  private Base known;

  /**
   * @param draws of the intervals
   */
  Comparison(Workspace workspace, BaseSource bases, int draws) {
    this.workspace = workspace;
    this.bases = bases;
    this.draws = draws;
  }

  /**
   * Runs every seed.
   *
   * @param learners the first one is compared with each other one
   * @param rounds of a seed; together they must judge the same subjects under every seed
   * @param missing share of training subjects that lack modalities for good; null for none
   */
  ScoreTable run(
      List<Learner> learners, List<Long> seeds, LongFunction<List<Round>> rounds, Double missing) {
    int[] judged =
        rounds.apply(seeds.get(0)).stream()
            .flatMapToInt(r -> Arrays.stream(r.test()))
            .sorted()
            .toArray();
    Map<PresenceMask, LinkedHashMap<String, List<Run>>> runs = new LinkedHashMap<>();
    for (PresenceMask mask : masks(workspace.set())) {
      LinkedHashMap<String, List<Run>> methods = new LinkedHashMap<>();
      learners.forEach(l -> methods.put(l.name(), new ArrayList<>()));
      runs.put(mask, methods);
    }
    for (long seed : seeds) {
      runs.values().forEach(m -> m.values().forEach(r -> r.add(blank(judged.length))));
      List<Round> all = rounds.apply(seed);
      for (int part = 0; part < all.size(); part++) {
        run(all.get(part), part, seed, learners, judged, missing, runs);
      }
    }
    List<LabelledSubject> subjects =
        IntStream.of(judged).mapToObj(workspace.set().subjects()::get).toList();
    ScoreTable table = new ScoreTable(subjects, workspace.set().tasks(), draws, seeds.get(0));
    runs.forEach(table::add);
    return table;
  }

  private static Run blank(int subjects) {
    return new Run(new ArrayList<>(Collections.nCopies(subjects, null)), new int[subjects]);
  }

  private void run(
      Round round,
      int part,
      long seed,
      List<Learner> learners,
      int[] judged,
      Double missing,
      Map<PresenceMask, LinkedHashMap<String, List<Run>>> runs) {
    MissingPlan plan = missing == null ? null : new MissingPlan(missing, false, seed);
    Base base =
        bases.on(
            () -> {
              FeatureTable training = workspace.features(round.train());
              return plan == null ? training : training.lacking(plan);
            });
    Subjects all = subjects(base, round.train());
    Subjects train = plan == null ? all : all.lacking(plan);
    Fold fold = workspace.fold(base, train, subjects(base, round.validation()));
    Subjects test = subjects(base, round.test());
    for (Learner learner : learners) {
      try (Learner.Fitted fitted = learner.fit(fold, seed)) {
        runs.forEach(
            (mask, methods) -> {
              List<List<float[]>> scores = fitted.scores(test, mask);
              List<Run> own = methods.get(learner.name());
              Run run = own.get(own.size() - 1);
              for (int i = 0; i < round.test().length; i++) {
                int at = Arrays.binarySearch(judged, round.test()[i]);
                run.scores().set(at, scores.get(i));
                run.part()[at] = part;
              }
            });
      }
    }
  }

  /**
   * Subjects on a base. Those of the same round are kept for the next seed, with what the base made
   * of them; the inputs of a subject are kept as long as the base is the same.
   */
  private Subjects subjects(Base base, int[] positions) {
    if (base != known) {
      inputs.clear();
      subjects.clear();
      known = base;
    }
    int[] unknown = Arrays.stream(positions).filter(p -> !inputs.containsKey(p)).toArray();
    List<SubjectTokens> embedded = workspace.subjects(base, unknown).inputs();
    for (int i = 0; i < unknown.length; i++) {
      inputs.put(unknown[i], embedded.get(i));
    }
    List<Integer> key = Arrays.stream(positions).boxed().toList();
    return subjects.computeIfAbsent(
        key,
        k ->
            new Subjects(
                k.stream().map(workspace.set().subjects()::get).toList(),
                k.stream().map(inputs::get).toList()));
  }

  /** Masks of a data set: all modalities first, then fewer and fewer. */
  static List<PresenceMask> masks(DataSet set) {
    PresenceMask all = PresenceMask.of(EnumSet.copyOf(set.modalities()));
    List<PresenceMask> masks =
        new ArrayList<>(
            PresenceMask.nonEmpty().stream().filter(m -> (m.bits() & ~all.bits()) == 0).toList());
    masks.sort((a, b) -> a.count() != b.count() ? b.count() - a.count() : a.bits() - b.bits());
    return masks;
  }
}
