package io.lacuna.bench.torture.watch;

import io.lacuna.bench.torture.fault.FaultKind;

/**
 * A fault and the wait for its end. <em>Recovered</em> is the run when a reader of committed
 * records has had, from every partition of the predictions, one whose offset lies at or behind the
 * fence: the end of that partition, open transactions included, read when the fault had begun. What
 * the killed process had written lies before it, so that a new incarnation wrote what lies behind.
 */
public final class Recovery {
  private final FaultKind kind;
  private final long startNanos;
  private volatile long[] fence;
  private volatile long recoveredNanos = -1;
  private volatile boolean interrupted;
  private volatile boolean overlapped;

  public Recovery(FaultKind kind) {
    this.kind = kind;
    this.startNanos = System.nanoTime();
  }

  public FaultKind kind() {
    return kind;
  }

  public void fence(long[] ends) {
    fence = ends;
  }

  /** Looks whether it is over by now. */
  public boolean isOver(CommittedTail tail) {
    long[] ends = fence;
    if (recoveredNanos < 0 && ends != null) {
      recoveredNanos = tail.passedAt(ends);
    }
    return recoveredNanos >= 0;
  }

  /** The next fault of the same lane came before it was over: it has no length of its own. */
  public void interrupt() {
    interrupted = true;
  }

  /** Another fault was there at the same time. */
  public void overlap() {
    overlapped = true;
  }

  public boolean isInterrupted() {
    return interrupted;
  }

  public boolean isOverlapped() {
    return overlapped;
  }

  /** From the fault to the end, ms; −1 when it did not come. */
  public long millis() {
    return recoveredNanos < 0 ? -1 : Math.max(0, recoveredNanos - startNanos) / 1_000_000;
  }
}
