package io.lacuna.model.calibration;

import io.lacuna.model.modality.PresenceMask;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Bounds of conformal sets.
 *
 * @param level mean share of a case's true labels in its set, and share of the values in their
 *     interval, in (0, 1)
 * @param tasks per task, per mask by its letters; a mask without enough records has none
 */
public record ConformalBounds(double level, SortedMap<String, SortedMap<String, Bound>> tasks) {

  /**
   * Bound of one task under one mask.
   *
   * @param limit multi-label: labels with at least this probability are in the set; regression:
   *     half the width of the interval around the value, in the task's unit
   * @param records that it was taken from
   */
  public record Bound(double limit, int records) {
    public Bound {
      if (!(limit >= 0 && Double.isFinite(limit))) {
        throw new IllegalArgumentException("limit " + limit + " must be at least 0 and finite");
      }
      if (records < 1) {
        throw new IllegalArgumentException("records " + records + " must be at least 1");
      }
    }
  }

  public ConformalBounds {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level " + level + " must be in (0, 1)");
    }
    if (tasks == null) {
      throw new IllegalArgumentException("conformal needs tasks");
    }
    SortedMap<String, SortedMap<String, Bound>> own = new TreeMap<>();
    tasks.forEach(
        (task, masks) -> {
          if (masks == null || masks.containsValue(null)) {
            throw new IllegalArgumentException("bounds of task " + task + " must not be null");
          }
          own.put(task, Collections.unmodifiableSortedMap(new TreeMap<>(masks)));
        });
    tasks = Collections.unmodifiableSortedMap(own);
  }

  /** The bound of a task under a mask; empty if there were not enough records. */
  public Optional<Bound> of(String task, PresenceMask mask) {
    return Optional.ofNullable(tasks.get(task)).map(masks -> masks.get(mask.toString()));
  }
}
