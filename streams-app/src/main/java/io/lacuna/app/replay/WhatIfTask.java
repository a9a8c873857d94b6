package io.lacuna.app.replay;

import io.lacuna.app.batch.Prepared;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.app.topology.Children;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.PendingObservation;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A what-if replay of one partition. The wall clock is the arrival of the records: it stands at a
 * record's arrival when that is read, and ticks between two arrivals as a live service would that
 * never lags. So a silent topic gets its verdict, and the result is a function of the recording and
 * the question alone. Used by one thread; scores are computed on another.
 */
final class WhatIfTask {
  private final Question question;
  private final int partition;
  private final PartitionScoring scoring;
  private final Outcomes outcomes;
  private final Children children;
  private final Numbers numbers = new Numbers();
  private ScoreStage scores;

  WhatIfTask(Question question, int partition, PartitionScoring scoring) {
    this.question = question;
    this.partition = partition;
    this.scoring = scoring;
    this.children = Children.of(question.pipeline().name());
    this.outcomes = new Outcomes(question.model().tasks());
  }

  /**
   * Replays to the end: every observation is final then.
   *
   * @param out takes the predictions in order, on another thread
   * @param progress takes the number of records read so far
   */
  void run(Consumer<Prediction> out, LongConsumer progress) throws IOException {
    try (ScoreStage stage = scoring.stage(out);
        ReplayFeed feed =
            new ReplayFeed(
                question.recording().arrivals(partition),
                question.perturbation(),
                question.registry(),
                question.pipeline().topics()::input)) {
      scores = stage;
      if (feed.hasNext()) {
        play(feed, progress);
      }
      stage.finish();
    }
  }

  private void play(ReplayFeed feed, LongConsumer progress) throws IOException {
    FedRecord first = feed.next();
    long tickMs = question.config().tick().toMillis();
    long clock = first.arrivalMs();
    long read = 0;
    try (ReplayTask task =
        new ReplayTask(question, partition, this::submit, scoring.cache(), this::sent, clock)) {
      for (FedRecord fed = first; fed != null; fed = feed.hasNext() ? feed.next() : null) {
        clock = tickUntil(task, clock, fed.arrivalMs(), tickMs);
        scoring.samples().passing(fed);
        task.read(fed, fed.arrivalMs());
        progress.accept(++read);
      }
      while (task.open() > 0) {
        clock = tickUntil(task, clock, clock + tickMs, tickMs);
      }
    }
  }

  /** Ticks up to an instant; what nobody waits for is not waited for. */
  private long tickUntil(ReplayTask task, long clock, long untilMs, long tickMs) {
    long now = clock;
    while (now + tickMs <= untilMs) {
      if (task.open() == 0) {
        // only the last tick before a record can matter: it forgets what is over
        now += (untilMs - now) / tickMs * tickMs - tickMs;
      }
      now += tickMs;
      long[] readToEnd = new long[Modality.values().length];
      Arrays.fill(readToEnd, now);
      task.tick(now, readToEnd);
    }
    return now;
  }

  private CompletableFuture<ScoringOutcome> submit(PendingObservation observation) {
    Prepared prepared = scores.prepare(observation);
    scores.score(numbers.of(observation), prepared);
    return CompletableFuture.completedFuture(
        outcomes.of(prepared.broken(), adapter(observation, prepared)));
  }

  private String adapter(PendingObservation observation, Prepared prepared) {
    return observation.getAdapter() != null
        ? observation.getAdapter()
        : question
            .routes()
            .adapterFor(
                observation.getDraft().getSite(),
                presence(observation, prepared),
                observation.getDraft().getWindowStart().toEpochMilli());
  }

  private static PresenceMask presence(PendingObservation observation, Prepared prepared) {
    return prepared.isDone()
        ? prepared.presence()
        : new PresenceMask(observation.getDraft().getPresence());
  }

  private boolean sent(String child, Record<Object, Object> record) {
    if (child.equals(children.scoring())) {
      numbers.decided((PendingObservation) record.value());
      return true;
    }
    if (child.equals(children.predictions())) {
      scores.made(numbers.next(), (Prediction) record.value());
    }
    return false;
  }
}
