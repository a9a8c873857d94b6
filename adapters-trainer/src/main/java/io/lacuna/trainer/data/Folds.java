package io.lacuna.trainer.data;

import io.lacuna.trainer.plan.Draws;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Grouped folds. */
public final class Folds {
  private Folds() {}

  public static int[] of(List<String> groups, int folds, long seed) {
    Map<String, Integer> sizes = new TreeMap<>();
    groups.forEach(g -> sizes.merge(g, 1, Integer::sum));
    List<String> order =
        sizes.keySet().stream()
            .sorted(
                Comparator.comparingInt((String g) -> -sizes.get(g))
                    .thenComparingDouble(g -> Draws.of(seed, "fold", g, 0).uniform()))
            .toList();
    int[] filled = new int[folds];
    Map<String, Integer> foldOf = new HashMap<>();
    for (String g : order) {
      int least = 0;
      for (int f = 1; f < folds; f++) {
        least = filled[f] < filled[least] ? f : least;
      }
      foldOf.put(g, least);
      filled[least] += sizes.get(g);
    }
    return groups.stream().mapToInt(foldOf::get).toArray();
  }
}
