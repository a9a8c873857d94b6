package io.lacuna.app.batch;

import java.util.Optional;

/** Whether a pipeline scores, and if not, why. Thread-safe. */
public final class ScoringHealth {
  private volatile String reason;

  void stopped(String why) {
    reason = why;
  }

  void works() {
    reason = null;
  }

  /** Why nothing is scored at the moment; empty while all is well. */
  public Optional<String> stoppedBy() {
    return Optional.ofNullable(reason);
  }
}
