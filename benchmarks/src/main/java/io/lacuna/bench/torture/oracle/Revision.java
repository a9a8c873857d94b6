package io.lacuna.bench.torture.oracle;

import io.lacuna.schema.AbsenceReason;
import io.lacuna.schema.Cause;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;

/**
 * A committed prediction, without its scores.
 *
 * @param partition of the topic of predictions
 * @param offset in that partition
 * @param adapter digest of the adapter
 * @param inputs the samples it was made of
 * @param broken samples that were held and could not be used
 * @param absences reason of each absent modality
 * @param firstEventMs earliest event time of its window when it was decided, UTC ms
 */
public record Revision(
    int partition,
    long offset,
    String subject,
    String windowId,
    long windowStartMs,
    int revision,
    boolean isFinal,
    Cause cause,
    String adapter,
    List<Cited> inputs,
    List<Cited> broken,
    Map<Modality, AbsenceReason> absences,
    long firstEventMs) {

  /**
   * A sample that a prediction names.
   *
   * @param digest SHA-256 of the payload, hex
   */
  public record Cited(Place place, String digest) {}

  @Override
  public String toString() {
    return subject + " window " + windowId + " revision " + revision + " (" + cause + ")";
  }
}
