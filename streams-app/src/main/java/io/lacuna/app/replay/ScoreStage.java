package io.lacuna.app.replay;

import io.lacuna.app.batch.BatchScorer;
import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.Prepared;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.state.PendingObservation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Scores behind the task. Scores decide nothing but scores, so the task goes on without them:
 * observations form batches in the order of their decisions, on a thread of their own, and each
 * prediction waits here until its scores are there. Predictions leave in the order in which the
 * task made them, whatever the batch size.
 */
final class ScoreStage implements ReplayScoring, AutoCloseable {
  /** Number of a prediction that repeats the scores of its window's last result. */
  static final long REPEAT = -1;

  /** Batches that may wait while the model is busy. */
  private static final int AHEAD = 2;

  private sealed interface Item {}

  private record Batch(List<Long> numbers, List<Prepared> observations) implements Item {}

  private record Made(long number, Prediction prediction) implements Item {}

  private record Known(long number, ScoringOutcome outcome) implements Item {}

  private record End() implements Item {}

  private final BatchScorer scorer;
  private final PredictionWriter writer;
  private final Consumer<Prediction> out;
  private final int batchSize;
  private final BlockingQueue<Item> queue;
  private final Thread thread;
  private volatile Throwable failed;

  private Batch filling = new Batch(new ArrayList<>(), new ArrayList<>());

  /** Owned by the thread: outcomes not used yet, predictions that wait, results of open windows. */
  private final Map<Long, ScoringOutcome> outcomes = new HashMap<>();

  private final Deque<Made> waiting = new ArrayDeque<>();
  private final Map<String, Prediction> last = new HashMap<>();

  /**
   * @param out takes predictions with their scores, in order
   */
  ScoreStage(BatchScorer scorer, PredictionWriter writer, int batchSize, Consumer<Prediction> out) {
    this.scorer = scorer;
    this.writer = writer;
    this.batchSize = batchSize;
    this.out = out;
    this.queue = new ArrayBlockingQueue<>(AHEAD * (batchSize + 1));
    this.thread = new Thread(this::run, "lacuna-replay-scores");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Prepared prepare(PendingObservation observation) {
    return scorer.prepareAhead(observation);
  }

  @Override
  public void score(long number, Prepared observation) {
    filling.numbers().add(number);
    filling.observations().add(observation);
    if (filling.numbers().size() == batchSize) {
      flush();
    }
  }

  @Override
  public void known(long number, ScoringOutcome outcome) {
    hand(new Known(number, outcome));
  }

  private void flush() {
    if (!filling.numbers().isEmpty()) {
      hand(filling);
      filling = new Batch(new ArrayList<>(), new ArrayList<>());
    }
  }

  @Override
  public void made(long number, Prediction prediction) {
    hand(new Made(number, prediction));
  }

  /** Returns when all that was taken has left. */
  void finish() {
    flush();
    hand(new End());
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    check();
  }

  private void hand(Item item) {
    try {
      while (!queue.offer(item, 1, TimeUnit.SECONDS)) {
        check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the model was busy", e);
    }
    check();
  }

  private void check() {
    if (failed != null) {
      throw new IllegalStateException("scoring failed: " + failed.getMessage(), failed);
    }
  }

  private void run() {
    try {
      for (Item item = queue.take(); !(item instanceof End); item = queue.take()) {
        if (item instanceof Batch batch) {
          List<ScoringOutcome> scored = scorer.scorePrepared(batch.observations());
          for (int i = 0; i < scored.size(); i++) {
            outcomes.put(batch.numbers().get(i), scored.get(i));
          }
        } else if (item instanceof Known known) {
          outcomes.put(known.number(), known.outcome());
        } else if (item instanceof Made made) {
          waiting.add(made);
        }
        release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failed = e;
    }
  }

  private void release() {
    while (!waiting.isEmpty() && isScored(waiting.peek().number())) {
      Made made = waiting.remove();
      Prediction p = made.prediction();
      String window = p.getSubject().length() + ":" + p.getSubject() + p.getWindowId();
      Prediction scored =
          made.number() == REPEAT
              ? writer.repeat(last.get(window), p)
              : writer.complete(p, outcomes.remove(made.number()).withoutBroken());
      if (p.getIsFinal()) {
        last.remove(window);
      } else {
        last.put(window, scored);
      }
      out.accept(scored);
    }
  }

  private boolean isScored(long number) {
    return number == REPEAT || outcomes.containsKey(number);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
