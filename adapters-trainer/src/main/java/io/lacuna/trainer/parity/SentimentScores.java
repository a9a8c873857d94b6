package io.lacuna.trainer.parity;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.model.metric.Regression;
import java.util.List;

/** Sentiment scores by the names of the golden file; one prediction and truth per record. */
record SentimentScores(double[] prediction, double[] truth) implements ScoresCheck.Scores {

  static SentimentScores read(JsonNode section) {
    double[] prediction = Numbers.row(section, "prediction");
    double[] truth = Numbers.row(section, "truth");
    Numbers.requireSame("prediction", prediction.length, "truth", truth.length);
    return new SentimentScores(prediction, truth);
  }

  @Override
  public List<String> inputs() {
    return List.of("prediction", "truth");
  }

  @Override
  public List<String> stated() {
    return List.of(
        "mae",
        "corr",
        "acc7",
        "acc5",
        "has0_acc2",
        "has0_f1_weighted",
        "non0_acc2",
        "non0_f1_weighted");
  }

  @Override
  public double[] score(String name) {
    return new double[] {
      switch (name) {
        case "mae" -> Regression.meanAbsoluteError(prediction, truth);
        case "corr" -> Regression.correlation(prediction, truth);
        case "acc7" -> Regression.accuracy7(prediction, truth);
        case "acc5" -> Regression.accuracy5(prediction, truth);
        case "has0_acc2" -> Regression.has0Accuracy(prediction, truth);
        case "has0_f1_weighted" -> Regression.has0F1(prediction, truth);
        case "non0_acc2" -> Regression.non0Accuracy(prediction, truth);
        case "non0_f1_weighted" -> Regression.non0F1(prediction, truth);
        default ->
            throw new IllegalArgumentException("no score of this name; known are " + stated());
      }
    };
  }
}
