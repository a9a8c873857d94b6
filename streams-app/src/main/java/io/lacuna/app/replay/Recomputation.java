package io.lacuna.app.replay;

import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.schema.Prediction;
import io.lacuna.schema.TaskScores;
import io.lacuna.schema.state.PendingObservation;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Scores a prediction's inputs again, read from a recording, with the adapter that it names. Used
 * by one thread.
 */
public final class Recomputation implements AutoCloseable {
  private final PartitionScoring scoring;
  private final PredictionWriter writer;

  /**
   * What came of it.
   *
   * @param prediction with the new scores
   * @param sameBits whether scores and confidence are the same to the bit
   * @param farthest greatest absolute difference of a score
   */
  public record Result(Prediction prediction, boolean sameBits, double farthest) {}

  /**
   * @param workDir takes a small file while it lasts
   */
  public Recomputation(Question question, Path workDir) {
    this.scoring = new PartitionScoring(question, question.routes(), 0, workDir);
    this.writer = new PredictionWriter(question.model(), question.pipeline().abstainBelow());
  }

  /** The prediction must have scores. */
  public Result of(Prediction prediction) {
    PendingObservation asked =
        new PendingObservation(
            Prediction.newBuilder(prediction).build(), prediction.getAdapterDigest(), false, 0L);
    ScoringOutcome outcome = scoring.scorer().score(List.of(asked)).get(0);
    Prediction again = writer.complete(prediction, outcome.withoutBroken());
    boolean same =
        Objects.equals(again.getScores(), prediction.getScores())
            && Objects.equals(again.getConfidence(), prediction.getConfidence());
    return new Result(again, same, farthest(prediction.getScores(), again.getScores()));
  }

  private static double farthest(List<TaskScores> was, List<TaskScores> is) {
    if (is == null) {
      return Double.POSITIVE_INFINITY;
    }
    double farthest = 0;
    for (int task = 0; task < was.size(); task++) {
      for (int i = 0; i < was.get(task).getValues().size(); i++) {
        farthest =
            Math.max(
                farthest,
                Math.abs(was.get(task).getValues().get(i) - is.get(task).getValues().get(i)));
      }
    }
    return farthest;
  }

  @Override
  public void close() {
    scoring.close();
  }
}
