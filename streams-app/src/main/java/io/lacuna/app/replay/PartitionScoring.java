package io.lacuna.app.replay;

import io.lacuna.app.batch.BatchScorer;
import io.lacuna.app.batch.CallJournal;
import io.lacuna.app.batch.PayloadCache;
import io.lacuna.app.batch.Payloads;
import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.ScoringObserver;
import io.lacuna.app.config.AppConfig.PayloadLimits;
import io.lacuna.app.route.AdapterRouter;
import io.lacuna.schema.Prediction;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What scores the observations of a replayed partition: that of the service, on a recording. */
final class PartitionScoring implements AutoCloseable {
  private final Question question;
  private final PayloadCache cache;
  private final RecordedSamples samples;
  private final CallJournal journal;
  private final BatchScorer scorer;

  /**
   * @param workDir takes a small file while the replay lasts
   */
  PartitionScoring(Question question, AdapterRouter routes, int partition, Path workDir) {
    this(question, routes, partition, workDir, ScoringObserver.NONE);
  }

  /**
   * @param observer sees what was scored
   */
  PartitionScoring(
      Question question,
      AdapterRouter routes,
      int partition,
      Path workDir,
      ScoringObserver observer) {
    this.question = question;
    long bytes = question.config().payload().cache();
    this.cache = new PayloadCache(bytes);
    this.samples =
        new RecordedSamples(
            question.recording(), question.registry(), cache, question.perturbation(), bytes);
    this.journal =
        CallJournal.open(
            workDir.resolve("calls-" + partition), question.config().batch().maxSize());
    this.scorer =
        new BatchScorer(question.model(), routes, samples, payloads(question), journal, observer);
  }

  /** What a recording does not hold is not read from anywhere else: a replay repeats itself. */
  private static Payloads payloads(Question question) {
    PayloadLimits live = question.config().payload();
    return new Payloads(
        new PayloadLimits(live.maxRecord(), live.claims().maxBytes(), null, live.cache()),
        question.opener());
  }

  BatchScorer scorer() {
    return scorer;
  }

  /** Takes the samples that a task reads. */
  PayloadCache cache() {
    return cache;
  }

  RecordedSamples samples() {
    return samples;
  }

  /**
   * Scores behind a task.
   *
   * @param out takes predictions with their scores, in order, on another thread
   */
  ScoreStage stage(Consumer<Prediction> out) {
    return new ScoreStage(
        scorer,
        new PredictionWriter(question.model(), question.pipeline().abstainBelow()),
        question.config().batch().maxSize(),
        out);
  }

  @Override
  public void close() {
    journal.close();
  }
}
