package io.lacuna.bench.torture;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what other processes do. */
final class Waits {
  private static final long LOOK_NANOS = 50_000_000;

  private Waits() {}

  /** Whether it came true within so many seconds. */
  static boolean until(double seconds, BooleanSupplier condition) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /**
   * @throws IllegalStateException if it did not come true, with the last words of who should have
   */
  static void until(
      String what, double seconds, BooleanSupplier condition, Supplier<String> lastWords) {
    if (!until(seconds, condition)) {
      throw new IllegalStateException(
          what + " did not come within " + seconds + " s\n" + lastWords.get());
    }
  }
}
