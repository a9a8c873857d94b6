package io.lacuna.trainer.calibrate;

import io.lacuna.trainer.data.LabelledSubject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds subjects of a report in a part of them. */
final class Rows {
  private Rows() {}

  /** Per subject of {@code all} its row in {@code part}, −1 without one. */
  static int[] of(List<LabelledSubject> all, List<LabelledSubject> part) {
    Map<String, Integer> at = new HashMap<>();
    for (int row = 0; row < part.size(); row++) {
      at.put(part.get(row).subject(), row);
    }
    return all.stream().mapToInt(s -> at.getOrDefault(s.subject(), -1)).toArray();
  }
}
