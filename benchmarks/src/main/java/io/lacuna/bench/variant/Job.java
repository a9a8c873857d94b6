package io.lacuna.bench.variant;

import java.time.Duration;

/** A variant at work. */
public interface Job extends AutoCloseable {

  /** Waits until it has its partitions; the {@link System#nanoTime} at which it had them. */
  long awaitReady(Duration patience) throws InterruptedException;

  /**
   * @throws io.lacuna.bench.WrongResultException if it failed meanwhile
   */
  void check();

  /** Commits and stops. */
  @Override
  void close();
}
