package io.lacuna.app.replay;

import io.lacuna.app.batch.PredictionWriter;
import io.lacuna.app.batch.ScoringOutcome;
import io.lacuna.model.score.GateWeights;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.model.score.ScoringRequest;
import io.lacuna.schema.Prediction;
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
  private final ScoringModel model;
  private ScoringRequest asked;

  /**
   * What came of it.
   *
   * @param prediction with the new scores
   * @param sameBits whether scores and confidence are the same to the bit
   * @param farthest greatest difference of a score, as a share of its task's range
   * @param gates how its modalities and experts were weighed
   */
  public record Result(
      Prediction prediction, boolean sameBits, double farthest, GateWeights gates) {}

  /**
   * @param workDir takes a small file while it lasts
   */
  public Recomputation(Question question, Path workDir) {
    this.model = question.model();
    this.scoring =
        new PartitionScoring(
            question,
            question.routes(),
            0,
            workDir,
            (observation, request, outcome) -> asked = request);
    this.writer = new PredictionWriter(model, question.pipeline().abstainBelow());
  }

  /** The prediction must have scores. */
  public Result of(Prediction prediction) {
    PendingObservation pending =
        new PendingObservation(
            Prediction.newBuilder(prediction).build(), prediction.getAdapterDigest(), false, 0L);
    ScoringOutcome outcome = scoring.scorer().score(List.of(pending)).get(0);
    Prediction again = writer.complete(prediction, outcome.withoutBroken());
    boolean same =
        Objects.equals(again.getScores(), prediction.getScores())
            && Objects.equals(again.getConfidence(), prediction.getConfidence());
    double apart = ScoreDistance.of(prediction.getScores(), again.getScores(), model.tasks());
    return new Result(again, same, apart, model.gates(asked));
  }

  @Override
  public void close() {
    scoring.close();
  }
}
