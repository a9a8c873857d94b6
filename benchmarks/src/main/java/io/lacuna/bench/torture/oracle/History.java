package io.lacuna.bench.torture.oracle;

import io.lacuna.schema.state.TaskLedger;
import java.util.List;

/**
 * All that stands in the topics for one partition of the inputs, as a reader of committed records
 * finds it after the run.
 *
 * @param inputs records of the three input topics
 * @param revisions predictions in the order of their offsets
 * @param late what the topic of late samples names
 * @param letters what the dead letters name
 * @param ledger the last conservation ledger of the partition's task; null if it never wrote one
 */
public record History(
    List<Logged> inputs,
    List<Revision> revisions,
    List<Late> late,
    List<Letter> letters,
    TaskLedger ledger) {

  /**
   * A record of the topic of late samples.
   *
   * @param finalRevision the revision it came after; null if that was forgotten by then
   */
  public record Late(Place place, String subject, String windowId, Integer finalRevision) {}

  /**
   * A dead letter.
   *
   * @param pointer whether it points to a broken payload; else it holds the record
   */
  public record Letter(Place place, boolean pointer) {}
}
