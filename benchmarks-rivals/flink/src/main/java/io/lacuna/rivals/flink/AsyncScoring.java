package io.lacuna.rivals.flink;

import io.lacuna.bench.ladder.contender.ContenderSettings;
import io.lacuna.bench.ladder.contender.RivalScorer;
import io.lacuna.model.score.ScoringRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Async I/O onto a thread that takes whatever waits, up to a batch, into one call of the model.
 * Flink itself has no operator that batches asynchronous calls, so this is left to its users. What
 * is under way is part of each checkpoint and is asked again after a failure.
 */
final class AsyncScoring extends RichAsyncFunction<Joined, Answered> {
  private static final long serialVersionUID = 1;

  private final String settingsFile;
  private final int batch;
  private transient RivalScorer scorer;
  private transient BlockingQueue<Asked> waiting;
  private transient Thread thread;

  /** An observation, prepared, and where its answer goes. */
  private record Asked(String subject, ScoringRequest request, ResultFuture<Answered> answer) {}

  AsyncScoring(String settingsFile, int batch) {
    this.settingsFile = settingsFile;
    this.batch = batch;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    scorer = new RivalScorer(ContenderSettings.read(Path.of(settingsFile)));
    waiting = new LinkedBlockingQueue<>();
    thread = new Thread(this::score, "scoring");
    thread.setDaemon(true);
    thread.start();
  }

  /** Payloads are decoded here, while the model is at work on the batch before. */
  @Override
  public void asyncInvoke(Joined joined, ResultFuture<Answered> answer) {
    waiting.add(new Asked(joined.subject, scorer.prepare(joined.parts()), answer));
  }

  private void score() {
    List<Asked> asked = new ArrayList<>();
    try {
      while (true) {
        asked.add(waiting.take());
        waiting.drainTo(asked, batch - 1);
        List<RivalScorer.Scored> scored = scorer.score(asked.stream().map(Asked::request).toList());
        for (int i = 0; i < scored.size(); i++) {
          Asked a = asked.get(i);
          a.answer()
              .complete(List.of(new Answered(a.subject(), RivalScorer.encode(scored.get(i)))));
        }
        asked.clear();
      }
    } catch (InterruptedException e) {
      // the function was closed
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      asked.forEach(a -> a.answer().completeExceptionally(e));
    }
  }

  @Override
  public void close() throws Exception {
    if (thread != null) {
      thread.interrupt();
      thread.join();
      scorer.close();
    }
  }
}
