package io.lacuna.trainer;

import io.lacuna.trainer.data.Folds;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who is learnt from and who is judged, as positions in a data set.
 *
 * @param validation empty under cross-validation: methods then run their whole schedule, so that
 *     nothing that is judged has a say in when to stop
 */
record Round(int[] train, int[] validation, int[] test) {

  /** The data set's own split. */
  static Round split(Workspace workspace) {
    return new Round(
        workspace.of(Split.TRAIN), workspace.of(Split.VALIDATION), workspace.of(Split.TEST));
  }

  /** Grouped cross-validation over all subjects; every subject is judged once. */
  static List<Round> folds(Workspace workspace, int folds, long seed) {
    List<String> groups = workspace.set().subjects().stream().map(LabelledSubject::group).toList();
    int[] foldOf = Folds.of(groups, folds, seed);
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
