package io.lacuna.trainer.setup;

import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.Folds;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import io.lacuna.trainer.plan.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Who is learnt from and who is judged, as positions in a data set. Nothing that is judged has a
 * say in when to stop.
 *
 * @param validation to choose an epoch by; where it is empty, methods run their whole schedule
 */
public record Round(int[] train, int[] validation, int[] test) {

  /**
   * The data set's own split.
   *
   * @throws IllegalArgumentException if it has no subjects to learn from or none to judge
   */
  public static Round split(DataSet set) {
    for (Split needed : List.of(Split.TRAIN, Split.TEST)) {
      if (of(set, needed).length == 0) {
        throw new IllegalArgumentException(
            "data set "
                + set.name()
                + " has no subjects in split '"
                + needed.word()
                + "'; methods can be compared on it by cross-validation");
      }
    }
    return new Round(of(set, Split.TRAIN), of(set, Split.VALIDATION), of(set, Split.TEST));
  }

  /**
   * The same with so many training subjects at most: those first in an order that hangs on their
   * names and the seed.
   */
  public Round atMost(int count, DataSet set, long seed) {
    return new Round(kept(train, count, set, seed), validation, test);
  }

  /** The same with so many validation subjects at most, chosen in the same way. */
  public Round validationAtMost(int count, DataSet set, long seed) {
    return new Round(train, kept(validation, count, set, seed), test);
  }

  private static int[] kept(int[] some, int count, DataSet set, long seed) {
    return IntStream.of(some)
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                i -> Draws.of(seed, "kept", set.subjects().get(i).subject(), 0).uniform()))
        .limit(count)
        .sorted()
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * The same with a share of the training groups as validation, where there is none: whole groups,
   * first in an order that hangs on their names and the seed, until they hold the share of the
   * training subjects. At least one group is left to learn from.
   *
   * @param share 0 for none
   */
  public Round withValidation(double share, DataSet set, long seed) {
    if (validation.length > 0 || share == 0) {
      return this;
    }
    Map<String, List<Integer>> members = new TreeMap<>();
    for (int i : train) {
      members.computeIfAbsent(set.subjects().get(i).group(), g -> new ArrayList<>()).add(i);
    }
    List<String> order =
        members.keySet().stream()
            .sorted(Comparator.comparingDouble(g -> Draws.of(seed, "validation", g, 0).uniform()))
            .toList();
    List<Integer> held = new ArrayList<>();
    for (String group : order.subList(0, order.size() - 1)) {
      if (held.size() < share * train.length) {
        held.addAll(members.get(group));
      }
    }
    int[] chosen = held.stream().mapToInt(Integer::intValue).sorted().toArray();
    int[] rest = IntStream.of(train).filter(i -> Arrays.binarySearch(chosen, i) < 0).toArray();
    return new Round(rest, chosen, test);
  }

  private static int[] of(DataSet set, Split split) {
    return IntStream.range(0, set.subjects().size())
        .filter(i -> set.subjects().get(i).split() == split)
        .toArray();
  }

  /** Grouped cross-validation over all subjects; every subject is judged once. */
  public static List<Round> folds(DataSet set, int folds, long seed) {
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
