package io.lacuna.bench.fuzz;

import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.fuzz.Finding.Kind;
import io.lacuna.bench.fuzz.mutate.Mutator;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * Runs damaged inputs through a target and watches that each comes back. What an input does depends
 * on the seed and its number alone.
 */
final class Fuzzer {
  /**
   * Processor time that one input may take. Other work on the machine does not count, so that a
   * finding is one everywhere.
   */
  static final long MAX_NANOS = 1_000_000_000L;

  /** Elapsed time after which an input that waits, and so needs no processor, has hung. */
  private static final long MAX_WAIT_NANOS = 20_000_000_000L;

  /** A thread that hangs cannot be stopped; more of them would only slow each other down. */
  private static final int MOST_HANGS = 3;

  private static final long LOOK_MS = 50;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final FuzzTarget target;
  private final long seed;
  private final long maxNanos;
  private final FuzzResult result = new FuzzResult();

  /**
   * @param maxNanos processor time that one input may take
   */
  Fuzzer(FuzzTarget target, long seed, long maxNanos) {
    this.target = target;
    this.seed = seed;
    this.maxNanos = maxNanos;
  }

  /**
   * @param from number of the first input
   * @param executions inputs at most
   * @param seconds that no further input is begun after; 0 for no such limit
   * @throws WrongResultException if the target refuses one of its own seeds: nothing behind the
   *     refusal would be reached
   */
  FuzzResult run(long from, long executions, double seconds) throws InterruptedException {
    checkSeeds();
    Mutator mutator = new Mutator(target.seeds(), target.mutations(), target.tokens(), seed);
    long end = from + executions;
    long started = System.nanoTime();
    long next = from;
    int hangs = 0;
    while (next < end && hangs < MOST_HANGS) {
      InputRunner runner =
          new InputRunner(
              target,
              mutator,
              result,
              next,
              maxNanos,
              n -> n < end && (seconds <= 0 || System.nanoTime() - started < seconds * 1e9));
      if (!hung(runner)) {
        break;
      }
      hangs++;
      long number = runner.number();
      result.found(new Finding(Kind.HANG, "did not come back", number, mutator.input(number)));
      next = number + 1;
    }
    return result;
  }

  private void checkSeeds() {
    List<byte[]> seeds = target.seeds();
    for (int i = 0; i < seeds.size(); i++) {
      String word;
      try {
        word = target.run(seeds.get(i).clone());
      } catch (Exception e) {
        throw new WrongResultException("seed " + i + " of " + target.name() + " crashes", e);
      }
      if (!word.equals(FuzzTarget.ACCEPTED)) {
        throw new WrongResultException(
            "seed " + i + " of " + target.name() + " is refused: " + word);
      }
    }
  }

  /** Waits for the runner's end; false if it came, true if an input hangs. */
  private boolean hung(InputRunner runner) throws InterruptedException {
    Thread thread = new Thread(runner, "fuzz-" + target.name());
    thread.setDaemon(true);
    thread.start();
    long number = -1;
    long since = 0;
    long cpu = 0;
    while (thread.isAlive()) {
      thread.join(LOOK_MS);
      long now = System.nanoTime();
      long used = THREADS.getThreadCpuTime(thread.getId());
      if (runner.number() != number) {
        number = runner.number();
        since = now;
        cpu = used;
      } else if (thread.isAlive() && (used - cpu > 2 * maxNanos || now - since > MAX_WAIT_NANOS)) {
        runner.abandon();
        return true;
      }
    }
    return false;
  }
}
