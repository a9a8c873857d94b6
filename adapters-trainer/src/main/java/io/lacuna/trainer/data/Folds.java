package io.lacuna.trainer.data;

import io.lacuna.trainer.plan.Draws;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Grouped k-fold cross-validation: all subjects of a group lie in the same fold. The groups are put
 * in an order that hangs on their names and the seed alone, and each goes to the fold with the
 * fewest subjects so far; so folds differ by no more subjects than the largest group has.
 */
public final class Folds {
  private final List<LabelledSubject> subjects;
  private final int count;
  private final Map<String, Integer> foldOf;

  private Folds(List<LabelledSubject> subjects, int count, Map<String, Integer> foldOf) {
    this.subjects = List.copyOf(subjects);
    this.count = count;
    this.foldOf = Map.copyOf(foldOf);
  }

  /**
   * Divides subjects.
   *
   * @param count number of folds, at least 2 and at most one per group
   * @param seed other seeds give other folds
   */
  public static Folds of(List<LabelledSubject> subjects, int count, long seed) {
    Map<String, Integer> sizes = new TreeMap<>();
    subjects.forEach(s -> sizes.merge(s.group(), 1, Integer::sum));
    if (count < 2 || count > sizes.size()) {
      throw new IllegalArgumentException(
          "folds: " + count + " must be in [2, " + sizes.size() + "], the number of groups");
    }
    Map<String, Double> place = new HashMap<>();
    sizes.keySet().forEach(g -> place.put(g, Draws.of(seed, "fold", g, 0).uniform()));
    List<String> order =
        sizes.keySet().stream().sorted(Comparator.comparingDouble(place::get)).toList();
    int[] filled = new int[count];
    Map<String, Integer> foldOf = new HashMap<>();
    for (String group : order) {
      int fold = smallest(filled);
      filled[fold] += sizes.get(group);
      foldOf.put(group, fold);
    }
    return new Folds(subjects, count, foldOf);
  }

  private static int smallest(int[] filled) {
    int least = Arrays.stream(filled).min().orElseThrow();
    int fold = 0;
    while (filled[fold] != least) {
      fold++;
    }
    return fold;
  }

  public int count() {
    return count;
  }

  /** The fold of a group, from 0. */
  public int fold(String group) {
    return foldOf.get(group);
  }

  /** The subjects of a fold, in the order given. */
  public List<LabelledSubject> held(int fold) {
    return subjects.stream().filter(s -> foldOf.get(s.group()) == checked(fold)).toList();
  }

  /** All other subjects, in the order given. */
  public List<LabelledSubject> rest(int fold) {
    return subjects.stream().filter(s -> foldOf.get(s.group()) != checked(fold)).toList();
  }

  private int checked(int fold) {
    if (fold < 0 || fold >= count) {
      throw new IllegalArgumentException("fold " + fold + " must be in [0, " + count + ")");
    }
    return fold;
  }
}
