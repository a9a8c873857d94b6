package io.lacuna.app.topology;

/** Knows until when the input partitions of a task are read to their end. Thread-safe. */
public interface ReadToEnd {

  /**
   * @param pipeline pipeline of the task
   * @param partition partition of the task
   * @param positions next offset to process per modality; −1 when nothing was processed
   * @return per modality, the latest instant (UTC ms) after which an end offset was fetched that
   *     the position has reached; −1 when none is known
   */
  long[] at(String pipeline, int partition, long[] positions);

  /** For drivers without a broker: every partition is always read to its end. */
  static ReadToEnd always(java.util.function.LongSupplier clock) {
    return (pipeline, partition, positions) -> {
      long[] at = new long[positions.length];
      java.util.Arrays.fill(at, clock.getAsLong());
      return at;
    };
  }
}
