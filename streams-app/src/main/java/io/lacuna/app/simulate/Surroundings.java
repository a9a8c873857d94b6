package io.lacuna.app.simulate;

import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.window.WindowPolicy;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/**
 * What stands between the topology and the world: the places where a fault can be planted without
 * touching the code under test. The methods as they stand here plant none.
 */
interface Surroundings {
  Surroundings SOUND = new Surroundings() {};

  /** The policy that the topology is given. */
  default WindowPolicy policy(DrawnPolicy drawn) {
    return drawn.policy();
  }

  /** What stands in the log for a record; {@code again} when an equal one stands there already. */
  default FeedRecord written(FeedRecord record, boolean again) {
    return record;
  }

  /**
   * What the task is told of read ends.
   *
   * @param known the truth, −1 for not known
   */
  default long[] readToEnd(long[] known, long nowMs) {
    return known;
  }

  /** The wall clock that processors see. */
  default long wall(long nowMs) {
    return nowMs;
  }

  /**
   * What a store begins with after a restart.
   *
   * @param store role of the store: windows, older, ledger, pending or results
   */
  default Map<Bytes, byte[]> restored(String store, Map<Bytes, byte[]> contents) {
    return contents;
  }

  /** What is forwarded in the place of a value. */
  default List<Object> forwarded(Object value) {
    return List.of(value);
  }

  /** What the scoring processor is told. */
  default ScoringOutcome scored(ScoringOutcome outcome) {
    return outcome;
  }
}
