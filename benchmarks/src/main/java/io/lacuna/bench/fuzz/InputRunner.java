package io.lacuna.bench.fuzz;

import com.sun.management.ThreadMXBean;
import io.lacuna.bench.fuzz.Finding.Kind;
import io.lacuna.bench.fuzz.mutate.Mutator;
import java.lang.management.ManagementFactory;
import java.util.function.LongPredicate;

/** Gives a target one input after the other, on a thread of its own. */
final class InputRunner implements Runnable {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final FuzzTarget target;
  private final Mutator mutator;
  private final FuzzResult result;
  private final long maxNanos;
  private final LongPredicate more;
  private volatile long number;
  private volatile boolean abandoned;

  /**
   * @param from number of the first input
   * @param maxNanos processor time that one input may take
   * @param more whether the input of a number is still wanted
   */
  InputRunner(
      FuzzTarget target,
      Mutator mutator,
      FuzzResult result,
      long from,
      long maxNanos,
      LongPredicate more) {
    this.target = target;
    this.mutator = mutator;
    this.result = result;
    this.number = from;
    this.maxNanos = maxNanos;
    this.more = more;
  }

  /** Number of the input that runs. */
  long number() {
    return number;
  }

  /** Whatever the input that runs ends in, it is not written down, and no other one follows. */
  void abandon() {
    abandoned = true;
  }

  @Override
  public void run() {
    while (!abandoned && more.test(number)) {
      one(mutator.input(number));
      number++;
    }
  }

  private void one(byte[] input) {
    long cpu = THREADS.getCurrentThreadCpuTime();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    String word = null;
    Finding finding = null;
    try {
      word = target.run(input.clone());
    } catch (Throwable t) { // an error is what is looked for, out of memory too
      finding = Finding.crash(t, number, input);
    }
    long nanos = THREADS.getCurrentThreadCpuTime() - cpu;
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    if (abandoned) {
      return;
    }
    result.cost(nanos, bytes);
    if (finding == null && nanos > maxNanos) {
      finding = new Finding(Kind.HANG, nanos / 1_000_000 + " ms, ended in " + word, number, input);
    }
    if (finding == null && bytes > target.maxAllocation()) {
      String what = "more than " + target.maxAllocation() + " bytes: " + bytes;
      finding = new Finding(Kind.MEMORY, what, number, input);
    }
    if (finding == null) {
      result.outcome(word);
    } else {
      result.found(finding);
    }
  }
}
