package io.lacuna.app.claim;

import io.lacuna.model.modality.PayloadException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets work on the network take so long and no longer, whatever hangs: a name server, a connection,
 * or a server that sends a byte now and then. The work is done on a thread of its own, and the
 * caller waits.
 */
final class TimeLimit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TimeLimit.class);

  /** Calls to a name server cannot be ended; this many may hang at once. */
  private static final int MOST_THREADS = 16;

  private final Duration limit;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST_THREADS,
          30,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "lacuna-claim");
            thread.setDaemon(true);
            return thread;
          });

  TimeLimit(Duration limit) {
    this.limit = limit;
  }

  /** What is done within the limit. */
  interface Work {
    /**
     * @param running is told each request, so that it can be ended
     */
    byte[] with(Running running) throws PayloadException, IOException;
  }

  /** The request that is under way. */
  static final class Running {
    private HttpUriRequestBase request;
    private boolean ended;

    /** Takes the next request; one that comes too late is ended before it begins. */
    synchronized <T extends HttpUriRequestBase> T of(T next) {
      request = next;
      if (ended) {
        next.cancel();
      }
      return next;
    }

    private synchronized void end() {
      ended = true;
      if (request != null) {
        request.cancel();
      }
    }
  }

  /**
   * @throws PayloadException if the work says so, cannot reach its server, or takes too long
   * @throws InterruptedException if the caller is interrupted while it waits
   */
  byte[] run(Work work) throws PayloadException, InterruptedException {
    Running running = new Running();
    Future<byte[]> result;
    try {
      result = threads.submit(() -> work.with(running));
    } catch (RejectedExecutionException e) {
      throw Unreachable.because(MOST_THREADS + " claims are being read and hang");
    }
    try {
      return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Unreachable.because("the claim was not read within claim.timeout = " + limit);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      // nothing where it is done
      running.end();
      result.cancel(true);
    }
  }

  private static PayloadException failure(Throwable e) {
    if (e instanceof PayloadException refusal) {
      return refusal;
    }
    if (e instanceof CheckedResolver.Refused) {
      return Unreachable.because(e.getMessage());
    }
    if (e instanceof RuntimeException) {
      // of a URI or an answer that a library did not expect: the claim's fault, not the model's
      LOG.warn("reading a claim failed", e);
    }
    if (e instanceof IOException || e instanceof RuntimeException) {
      return Unreachable.because("the claim cannot be read: " + e.getClass().getSimpleName());
    }
    throw new IllegalStateException("reading a claim failed", e);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
