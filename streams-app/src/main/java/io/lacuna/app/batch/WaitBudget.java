package io.lacuna.app.batch;

import java.time.Duration;
import java.util.Map;

/**
 * How long a stream thread may stand still for scores in one round of its loop. Beyond it the group
 * would take the thread for dead ({@code max.poll.interval.ms}) and the broker its transaction for
 * abandoned ({@code transaction.timeout.ms}), however good the reason to wait. One budget per
 * thread, whatever tasks it has; thread-safe.
 */
public final class WaitBudget {
  private static final Duration MOST = Duration.ofSeconds(1);

  private final long nanos;
  private final ThreadLocal<long[]> left;

  WaitBudget(Duration perRound) {
    this.nanos = perRound.toNanos();
    this.left = ThreadLocal.withInitial(() -> new long[] {nanos});
  }

  /**
   * A quarter of the shortest of the timeouts among the Kafka settings, one second at most.
   *
   * @param kafka the user's settings; the defaults of Kafka are long enough
   */
  public static WaitBudget of(Map<String, String> kafka) {
    long shortestMs =
        kafka.entrySet().stream()
            .filter(
                e ->
                    e.getKey().endsWith("max.poll.interval.ms")
                        || e.getKey().endsWith("transaction.timeout.ms"))
            .mapToLong(e -> Long.parseLong(e.getValue().trim()))
            .min()
            .orElse(Long.MAX_VALUE);
    return new WaitBudget(Duration.ofMillis(Math.min(MOST.toMillis(), shortestMs / 4)));
  }

  /** What is left to the calling thread in this round, ns. */
  public long leftNanos() {
    return left.get()[0];
  }

  /** The calling thread has waited. */
  void spend(long waitedNanos) {
    left.get()[0] -= waitedNanos;
  }

  /** The calling thread's loop came round. */
  void refill() {
    left.get()[0] = nanos;
  }
}
