package io.lacuna.bench.ladder.measure;

import io.lacuna.schema.Modality;

/** The way to a contender; its answers go to the sink that the link was made with. */
public interface Link extends AutoCloseable {

  /**
   * Sends a sample, and does not wait until it is there.
   *
   * @param number of the observation; chooses payload and site
   * @param eventTimeMs UTC milliseconds
   */
  void send(String subject, int number, Modality modality, long eventTimeMs);

  /** Moves event time on, for those who look at nothing else. */
  void advance(long eventTimeMs);

  @Override
  void close();
}
