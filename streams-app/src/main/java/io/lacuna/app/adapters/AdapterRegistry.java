package io.lacuna.app.adapters;

import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the registry topic on a thread of its own: tells the routes what is known, loads adapters
 * while serving goes on, and objects to cut-overs that it cannot follow.
 */
public final class AdapterRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdapterRegistry.class);
  private static final long PAUSE_MS = 500;

  private final RegistryReader reader;
  private final RegistryTopic topic;
  private final List<PipelineAdapters> pipelines;
  private final LongSupplier clock;
  private final Thread thread;
  private volatile boolean closed;
  private boolean failing;

  /**
   * @param clock wall clock, UTC ms
   */
  public AdapterRegistry(
      RegistryReader reader,
      RegistryTopic topic,
      List<PipelineAdapters> pipelines,
      LongSupplier clock) {
    this.reader = reader;
    this.topic = topic;
    this.pipelines = List.copyOf(pipelines);
    this.clock = clock;
    this.thread = new Thread(this::run, "lacuna-adapters");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      try {
        turn();
        failing = false;
      } catch (WakeupException | InterruptException e) {
        LOG.debug("adapter registry stopped");
        return;
      } catch (RuntimeException e) {
        // whatever it is: new windows wait meanwhile, which the routes say, and the next may do
        if (!failing) {
          LOG.warn("the adapter registry cannot be followed, trying again", e);
        }
        failing = true;
        pause();
      }
    }
  }

  private void turn() {
    long askedAt = clock.getAsLong();
    reader.readToEnd();
    pipelines.forEach(p -> p.know(askedAt));
    pipelines.forEach(p -> p.catchUp(clock.getAsLong(), topic));
    reader.await();
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    reader.wakeup();
    try {
      if (thread.isAlive()) {
        thread.join(10_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.close();
    topic.close();
  }
}
