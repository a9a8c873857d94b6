package io.lacuna.app.batch;

import io.lacuna.app.config.AppConfig.BatchPolicy;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.NotYetRoutableException;
import io.lacuna.schema.state.PendingObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forms micro-batches from the observations of all tasks of a pipeline and scores them on its own
 * thread. A batch starts with the first observation and ends when it is full or the delay is over;
 * while the model is busy the next one fills by itself.
 *
 * <p>Nothing here is the only copy: every observation stands in its task's logged pending store
 * until its result is forwarded, and is submitted again after a restart.
 */
public final class MicroBatcher implements Scorer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MicroBatcher.class);
  private static final long ROUTE_RETRY_MS = 50;

  private record Job(PendingObservation observation, CompletableFuture<ScoringOutcome> result) {}

  private final BatchPolicy policy;
  private final BatchScorer scorer;
  private final Recovery recovery;
  private final PipelineMetrics metrics;
  private final BlockingQueue<Job> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean stopped;

  /** The batch's name: the wall clock at its start, or one more than that of the one before. */
  private long number;

  public MicroBatcher(
      String pipeline,
      BatchPolicy policy,
      BatchScorer scorer,
      Recovery recovery,
      PipelineMetrics metrics) {
    this.recovery = recovery;
    this.policy = policy;
    this.scorer = scorer;
    this.metrics = metrics;
    this.thread = new Thread(this::run, "lacuna-batcher-" + pipeline);
    this.thread.setDaemon(true);
    this.thread.start();
  }

  @Override
  public CompletableFuture<ScoringOutcome> submit(PendingObservation observation) {
    Job job = new Job(observation, new CompletableFuture<>());
    queue.add(job);
    if (stopped) {
      failQueued();
    }
    return job.result();
  }

  private void run() {
    List<Job> batch = new ArrayList<>();
    try {
      while (!Thread.interrupted()) {
        batch.clear();
        fill(batch);
        score(batch);
      }
    } catch (InterruptedException e) {
      LOG.debug("batcher stopped");
    } finally {
      stopped = true;
      queue.addAll(batch);
      failQueued();
    }
  }

  /** A stream thread that waits for one of these would wait for ever. */
  private void failQueued() {
    for (Job job = queue.poll(); job != null; job = queue.poll()) {
      job.result().completeExceptionally(new IllegalStateException("the batcher is closed"));
    }
  }

  private void fill(List<Job> batch) throws InterruptedException {
    batch.add(queue.take());
    long until = System.nanoTime() + policy.maxDelay().toNanos();
    queue.drainTo(batch, policy.maxSize() - batch.size());
    while (batch.size() < policy.maxSize()) {
      Job next = queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      batch.add(next);
    }
  }

  private void score(List<Job> batch) throws InterruptedException {
    long start = System.nanoTime();
    number = Math.max(number + 1, System.currentTimeMillis());
    try {
      List<ScoringOutcome> outcomes = scoreWithPatience(batch);
      metrics.batch(batch.size(), System.nanoTime() - start);
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).result().complete(outcomes.get(i).inBatch(number));
      }
    } catch (RuntimeException | Error e) {
      // the stream thread fails on these, is replaced, and submits them again from its store
      batch.forEach(job -> job.result().completeExceptionally(e));
    }
  }

  /** What fails for all of them is waited for, and decides nothing. */
  private List<ScoringOutcome> scoreWithPatience(List<Job> batch) throws InterruptedException {
    List<PendingObservation> observations = batch.stream().map(Job::observation).toList();
    while (true) {
      try {
        List<ScoringOutcome> outcomes = scorer.score(observations);
        recovery.scored();
        return outcomes;
      } catch (KafkaException e) {
        recovery.awaitLog(e);
      } catch (SystemicFailureException e) {
        recovery.awaitModel(e);
      } catch (NotYetRoutableException e) {
        // the router itself says for what it waits
        TimeUnit.MILLISECONDS.sleep(ROUTE_RETRY_MS);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
