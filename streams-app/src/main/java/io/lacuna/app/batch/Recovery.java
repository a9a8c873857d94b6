package io.lacuna.app.batch;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, on the batcher's thread, until what keeps a pipeline from scoring is over. The
 * observations stay where they are; nothing of them is emitted.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final long FIRST_WAIT_MS = 500;
  private static final long LONGEST_WAIT_MS = 15_000;
  private static final int PROBES_PER_OPENING = 3;

  private final String pipeline;
  private final ReopenableModel model;
  private final Probe probe;
  private final ScoringHealth health;

  public Recovery(String pipeline, ReopenableModel model, ScoringHealth health) {
    this.pipeline = pipeline;
    this.model = model;
    this.probe = new Probe(model);
    this.health = health;
  }

  /** Returns when the probe can be scored again; opens the model anew after some failed probes. */
  void awaitModel(SystemicFailureException failure) throws InterruptedException {
    LOG.error("{}: scoring is paused, the model fails on its probe", pipeline, failure);
    Optional<String> fault = Optional.of(failure.getMessage());
    long waitMs = FIRST_WAIT_MS;
    for (int attempt = 1; fault.isPresent(); attempt++) {
      health.stopped("the model fails: " + fault.get());
      TimeUnit.MILLISECONDS.sleep(waitMs);
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
      if (attempt % PROBES_PER_OPENING == 0) {
        reopen();
      }
      fault = probe.fault(failure.adapter());
    }
    LOG.warn("{}: scoring goes on, the model answers its probe again", pipeline);
  }

  private void reopen() {
    try {
      model.reopen();
      LOG.warn("{}: the model was opened again", pipeline);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("{}: the model cannot be opened again", pipeline, e);
    }
  }

  /** A log that cannot be read now says nothing about the records. */
  void awaitLog(RuntimeException failure) throws InterruptedException {
    LOG.warn("{}: the input log cannot be read, trying again: {}", pipeline, failure.toString());
    health.stopped("the input log cannot be read: " + failure.getMessage());
    TimeUnit.MILLISECONDS.sleep(FIRST_WAIT_MS);
  }

  /** Says that a batch was scored. */
  void scored() {
    health.works();
  }
}
