package io.lacuna.trainer;

import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.Folds;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.plan.Draws;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who is learnt from and who is judged, as positions in a data set.
 *
 * @param validation empty under cross-validation: methods then run their whole schedule, so that
 *     nothing that is judged has a say in when to stop
 */
record Round(int[] train, int[] validation, int[] test) {

  /**
   * The data set's own split.
   *
   * @throws IllegalArgumentException if it has no subjects to learn from or none to judge
   */
  static Round split(DataSet set) {
    for (Split needed : List.of(Split.TRAIN, Split.TEST)) {
      if (of(set, needed).length == 0) {
        throw new IllegalArgumentException(
            "data set "
                + set.name()
                + " has no subjects in split '"
                + needed.word()
                + "'; it can only be compared on, with --folds");
      }
    }
    return new Round(of(set, Split.TRAIN), of(set, Split.VALIDATION), of(set, Split.TEST));
  }

  /**
   * The same with so many training subjects at most: those first in an order that hangs on their
   * names and the seed.
   */
  Round atMost(int count, DataSet set, long seed) {
    int[] kept =
        IntStream.of(train)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    i -> Draws.of(seed, "kept", set.subjects().get(i).subject(), 0).uniform()))
            .limit(count)
            .sorted()
            .mapToInt(Integer::intValue)
            .toArray();
    return train.length <= count ? this : new Round(kept, validation, test);
  }

  private static int[] of(DataSet set, Split split) {
    return IntStream.range(0, set.subjects().size())
        .filter(i -> set.subjects().get(i).split() == split)
        .toArray();
  }

  /** Grouped cross-validation over all subjects; every subject is judged once. */
  static List<Round> folds(DataSet set, int folds, long seed) {
    List<LabelledSubject> subjects = set.subjects();
    Folds grouped = Folds.of(subjects, folds, seed);
    int[] foldOf = subjects.stream().mapToInt(s -> grouped.fold(s.group())).toArray();
    List<Round> rounds = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      int held = fold;
      int[] train = IntStream.range(0, foldOf.length).filter(i -> foldOf[i] != held).toArray();
      int[] test = IntStream.range(0, foldOf.length).filter(i -> foldOf[i] == held).toArray();
      rounds.add(new Round(train, new int[0], test));
    }
    return rounds;
  }
}
