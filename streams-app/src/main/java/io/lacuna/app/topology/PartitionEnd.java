package io.lacuna.app.topology;

/** Knows until when a partition is read to its end. Thread-safe. */
public interface PartitionEnd {

  /**
   * @param position next offset to process; −1 when nothing was processed
   * @return the latest instant (UTC ms) after which an end offset was fetched that the position has
   *     reached; −1 when none is known
   */
  long at(String topic, int partition, long position);
}
