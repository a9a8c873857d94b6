package io.lacuna.model.calibration;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.lacuna.model.modality.PresenceMask;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scalings of the confidence.
 *
 * @param task whose top label the confidence is about
 * @param fittedTo what the scalings make likeliest
 * @param pooled fitted on the records of all masks together; for masks that have none of their own
 * @param byPresence by the letters of a mask, e.g. {@code IT-}
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ConfidenceScaling(
    String task, FittedTo fittedTo, Scaling pooled, SortedMap<String, Scaling> byPresence) {

  /** Whose outcomes the scalings were fitted to. */
  public enum FittedTo {
    /** Every label of every record. */
    LABELS,
    /** The label that each record's confidence is about. */
    TOP_LABEL
  }

  public ConfidenceScaling {
    if (task == null || fittedTo == null || pooled == null || byPresence == null) {
      throw new IllegalArgumentException(
          "confidence needs task, fitted_to, pooled and by_presence");
    }
    if (byPresence.containsValue(null)) {
      throw new IllegalArgumentException("by_presence must not hold null");
    }
    byPresence = Collections.unmodifiableSortedMap(new TreeMap<>(byPresence));
  }

  /** Whether the mask has a scaling of its own. */
  public boolean isFitted(PresenceMask mask) {
    return byPresence.containsKey(mask.toString());
  }

  /** The scaling of a mask, or the pooled one. */
  public Scaling of(PresenceMask mask) {
    return byPresence.getOrDefault(mask.toString(), pooled);
  }
}
