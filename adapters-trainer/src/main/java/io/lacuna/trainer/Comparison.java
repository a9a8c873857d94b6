package io.lacuna.trainer;

import io.lacuna.model.base.Base;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.evaluate.ScoreTable;
import io.lacuna.trainer.learn.Fold;
import io.lacuna.trainer.learn.Learner;
import io.lacuna.trainer.learn.Subjects;
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
   */
  ScoreTable run(List<Learner> learners, List<Long> seeds, LongFunction<List<Round>> rounds) {
    int[] judged =
        rounds.apply(seeds.get(0)).stream()
            .flatMapToInt(r -> Arrays.stream(r.test()))
            .sorted()
            .toArray();
    Map<PresenceMask, LinkedHashMap<String, List<List<List<float[]>>>>> runs =
        new LinkedHashMap<>();
    for (PresenceMask mask : masks()) {
      LinkedHashMap<String, List<List<List<float[]>>>> methods = new LinkedHashMap<>();
      learners.forEach(l -> methods.put(l.name(), new ArrayList<>()));
      runs.put(mask, methods);
    }
    for (long seed : seeds) {
      runs.values().forEach(m -> m.values().forEach(r -> r.add(blank(judged.length))));
      for (Round round : rounds.apply(seed)) {
        run(round, seed, learners, judged, runs);
      }
    }
    List<LabelledSubject> subjects =
        IntStream.of(judged).mapToObj(workspace.set().subjects()::get).toList();
    ScoreTable table = new ScoreTable(subjects, workspace.set().tasks(), draws, seeds.get(0));
    runs.forEach(table::add);
    return table;
  }

  private static List<List<float[]>> blank(int subjects) {
    return new ArrayList<>(Collections.nCopies(subjects, null));
  }

  private void run(
      Round round,
      long seed,
      List<Learner> learners,
      int[] judged,
      Map<PresenceMask, LinkedHashMap<String, List<List<List<float[]>>>>> runs) {
    Base base = bases.on(workspace.features().at(round.train()));
    Fold fold =
        workspace.fold(base, subjects(base, round.train()), subjects(base, round.validation()));
    Subjects test = subjects(base, round.test());
    for (Learner learner : learners) {
      try (Learner.Fitted fitted = learner.fit(fold, seed)) {
        runs.forEach(
            (mask, methods) -> {
              List<List<float[]>> scores = fitted.scores(test, mask);
              List<List<List<float[]>>> own = methods.get(learner.name());
              List<List<float[]>> run = own.get(own.size() - 1);
              for (int i = 0; i < round.test().length; i++) {
                run.set(Arrays.binarySearch(judged, round.test()[i]), scores.get(i));
              }
            });
      }
    }
  }

  /** Subjects are kept as long as the base is the same: what it makes of them is then known. */
  private Subjects subjects(Base base, int[] positions) {
    if (base != known) {
      subjects.clear();
      known = base;
    }
    List<Integer> key = Arrays.stream(positions).boxed().toList();
    return subjects.computeIfAbsent(key, k -> workspace.subjects(base, positions));
  }

  /** All modalities of the data set first, then fewer and fewer. */
  private List<PresenceMask> masks() {
    PresenceMask all = PresenceMask.of(EnumSet.copyOf(workspace.set().modalities()));
    List<PresenceMask> masks =
        new ArrayList<>(
            PresenceMask.nonEmpty().stream().filter(m -> (m.bits() & ~all.bits()) == 0).toList());
    masks.sort((a, b) -> a.count() != b.count() ? b.count() - a.count() : a.bits() - b.bits());
    return masks;
  }
}
