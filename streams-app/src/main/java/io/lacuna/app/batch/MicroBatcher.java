package io.lacuna.app.batch;

import io.lacuna.app.config.AppConfig.BatchPolicy;
import io.lacuna.app.metrics.PipelineMetrics;
import io.lacuna.app.route.NotYetRoutableException;
import io.lacuna.app.trace.PipelineTrace;
import io.lacuna.schema.state.PendingObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forms micro-batches from the observations of all tasks of a pipeline and scores them on a thread
 * of its own, while another one prepares what comes next: at most one batch, for features are
 * large. A batch starts with the first prepared observation and ends when it is full, or when the
 * delay is over and what was submitted until then is prepared.
 *
 * <p>Nothing here is the only copy: every observation stands in its task's logged pending store
 * until its result is forwarded, and is submitted again after a restart. Observations come out in
 * the order in which they were submitted.
 */
public final class MicroBatcher implements Scorer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MicroBatcher.class);
  private static final long ROUTE_RETRY_MS = 50;
  private static final long PATIENCE_MS = 10_000;

  private record Job(PendingObservation observation, CompletableFuture<ScoringOutcome> result) {}

  /** A job whose observation was prepared, or cannot be prepared ahead. */
  private record Ready(Job job, Prepared prepared) {}

  private final BatchPolicy policy;
  private final BatchScorer scorer;
  private final Recovery recovery;
  private final PipelineMetrics metrics;
  private final PipelineTrace trace;
  private final BlockingQueue<Job> submitted = new LinkedBlockingQueue<>();
  private final BlockingQueue<Ready> ready;

  /** Submitted, and not on the way to {@link #ready} yet. */
  private final AtomicInteger unprepared = new AtomicInteger();

  private final Thread preparing;
  private final Thread scoring;
  private volatile boolean stopped;

  /** Names the batch under way. */
  private long number;

  /** A batcher that leaves no traces. */
  public MicroBatcher(
      String pipeline,
      BatchPolicy policy,
      BatchScorer scorer,
      Recovery recovery,
      PipelineMetrics metrics,
      long firstBatch) {
    this(pipeline, policy, scorer, recovery, metrics, PipelineTrace.OFF, firstBatch);
  }

  /**
   * @param firstBatch batches are numbered from here on; a number that no earlier process used
   */
  public MicroBatcher(
      String pipeline,
      BatchPolicy policy,
      BatchScorer scorer,
      Recovery recovery,
      PipelineMetrics metrics,
      PipelineTrace trace,
      long firstBatch) {
    this.number = firstBatch;
    this.trace = trace;
    this.recovery = recovery;
    this.policy = policy;
    this.scorer = scorer;
    this.metrics = metrics;
    this.ready = new ArrayBlockingQueue<>(policy.maxSize());
    this.preparing = new Thread(this::prepareAll, "lacuna-preparer-" + pipeline);
    this.scoring = new Thread(this::scoreAll, "lacuna-batcher-" + pipeline);
    for (Thread thread : List.of(preparing, scoring)) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public CompletableFuture<ScoringOutcome> submit(PendingObservation observation) {
    Job job = new Job(observation, new CompletableFuture<>());
    unprepared.incrementAndGet();
    submitted.add(job);
    if (stopped) {
      failQueued();
    }
    return job.result();
  }

  private void prepareAll() {
    Job job = null;
    try {
      while (!stopped) {
        job = submitted.take();
        Prepared prepared = scorer.prepareAhead(job.observation());
        // before it is put: who counts it waits for it, and must not wait for nothing
        unprepared.decrementAndGet();
        ready.put(new Ready(job, prepared));
        job = null;
      }
    } catch (InterruptedException e) {
      LOG.debug("preparation stopped");
    } finally {
      stopped = true;
      if (job != null) {
        fail(job);
      }
      failQueued();
    }
  }

  private void scoreAll() {
    List<Ready> batch = new ArrayList<>();
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
      batch.forEach(r -> fail(r.job()));
      failQueued();
    }
  }

  /** A stream thread that waits for one of these would wait for ever. */
  private void failQueued() {
    for (Ready r = ready.poll(); r != null; r = ready.poll()) {
      fail(r.job());
    }
    for (Job job = submitted.poll(); job != null; job = submitted.poll()) {
      fail(job);
    }
  }

  /** Of one that has its outcome nothing changes. */
  private static void fail(Job job) {
    job.result().completeExceptionally(new IllegalStateException("the batcher is closed"));
  }

  private void fill(List<Ready> batch) throws InterruptedException {
    batch.add(ready.take());
    long until = System.nanoTime() + policy.maxDelay().toNanos();
    ready.drainTo(batch, policy.maxSize() - batch.size());
    while (batch.size() < policy.maxSize()) {
      Ready next = ready.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    int due = Math.min(unprepared.get(), policy.maxSize() - batch.size());
    for (int i = 0; i < due; i++) {
      batch.add(ready.take());
    }
  }

  private void score(List<Ready> batch) throws InterruptedException {
    long start = System.nanoTime();
    PipelineTrace.BatchFacts facts =
        new PipelineTrace.BatchFacts(trace.now(), ++number, batch.size());
    try {
      List<ScoringOutcome> outcomes = scoreWithPatience(batch);
      metrics.batch(batch.size(), System.nanoTime() - start);
      for (int i = 0; i < batch.size(); i++) {
        Job job = batch.get(i).job();
        ScoringOutcome outcome = outcomes.get(i).inBatch(number);
        trace.scored(
            job.observation(), facts, outcome.failure() == null ? null : outcome.failure().name());
        job.result().complete(outcome);
      }
    } catch (RuntimeException | Error e) {
      // the stream thread fails on these, is replaced, and submits them again from its store
      batch.forEach(r -> r.job().result().completeExceptionally(e));
    }
  }

  /** What fails for all of them is waited for, and decides nothing. */
  private List<ScoringOutcome> scoreWithPatience(List<Ready> batch) throws InterruptedException {
    List<Prepared> prepared = batch.stream().map(Ready::prepared).toList();
    while (true) {
      try {
        List<ScoringOutcome> outcomes = scorer.scorePrepared(prepared);
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
    preparing.interrupt();
    scoring.interrupt();
    try {
      preparing.join(PATIENCE_MS);
      scoring.join(PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
