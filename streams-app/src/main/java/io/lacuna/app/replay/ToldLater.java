package io.lacuna.app.replay;

import io.lacuna.app.batch.ScoringOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An outcome that comes with a later step of the log. The thread that would wait for it is the one
 * that takes that step, so a wait is over at once.
 */
final class ToldLater extends CompletableFuture<ScoringOutcome> {
  @Override
  public ScoringOutcome get(long timeout, TimeUnit unit) throws TimeoutException {
    if (!isDone()) {
      throw new TimeoutException("told by a later step");
    }
    return join();
  }
}
