package io.lacuna.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every score against scikit-learn and SciPy (golden/scores.json). */
class MetricGoldenTest {
  private static final Offset<Double> TOLERANCE = within(1e-6);

  private static JsonNode labels;
  private static JsonNode sentiment;
  private static double[][] score;
  private static boolean[][] truth;
  private static double[] prediction;
  private static double[] value;

  @BeforeAll
  static void read() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode root = json.readTree(MetricGoldenTest.class.getResource("/golden/scores.json"));
    labels = root.get("multilabel");
    sentiment = root.get("sentiment");
    score = json.convertValue(labels.get("score"), double[][].class);
    int[][] ones = json.convertValue(labels.get("truth"), int[][].class);
    truth = new boolean[ones.length][ones[0].length];
    for (int i = 0; i < ones.length; i++) {
      for (int c = 0; c < ones[i].length; c++) {
        truth[i][c] = ones[i][c] == 1;
      }
    }
    prediction = json.convertValue(sentiment.get("prediction"), double[].class);
    value = json.convertValue(sentiment.get("truth"), double[].class);
  }

  @Test
  void rankingScoresOfEachClass() {
    perClass("average_precision_per_class", MultiLabel.averagePrecisionPerClass(score, truth));
    perClass("auroc_per_class", MultiLabel.aurocPerClass(score, truth));
    assertThat(MultiLabel.meanAuroc(score, truth))
        .isCloseTo(labels.get("auroc_macro_over_defined").asDouble(), TOLERANCE);
  }

  @Test
  void meanAveragePrecisionLeavesOutClassesWithoutPositives() {
    double sum = 0;
    int defined = 0;
    for (JsonNode ap : labels.get("average_precision_per_class")) {
      sum += ap.asDouble(0);
      defined += ap.isNull() ? 0 : 1;
    }
    assertThat(MultiLabel.meanAveragePrecision(score, truth)).isCloseTo(sum / defined, TOLERANCE);
  }

  @Test
  void decisionsAtOneHalf() {
    double t = labels.get("threshold").asDouble();
    is("f1_macro_sklearn_zero_division_0", MultiLabel.macroF1(score, truth, t));
    is("f1_micro", MultiLabel.microF1(score, truth, t));
    is("f1_samples", MultiLabel.samplesF1(score, truth, t));
    is("f1_weighted", MultiLabel.weightedF1(score, truth, t));
    perClass("weighted_accuracy_per_class", MultiLabel.balancedAccuracyPerClass(score, truth, t));
  }

  @Test
  void calibrationOfTheFirstClass() {
    double[] p = new double[score.length];
    boolean[] is = new boolean[score.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = score[i][0];
      is[i] = truth[i][0];
    }
    is("ece_10_bins_class_0", Calibration.expectedError(p, is, 10));
    is("brier_class_0", Calibration.brier(p, is));
  }

  @Test
  void sentimentScoresOfTheField() {
    sentimentIs("mae", Regression.meanAbsoluteError(prediction, value));
    sentimentIs("corr", Regression.correlation(prediction, value));
    sentimentIs("acc7", Regression.accuracy7(prediction, value));
    sentimentIs("acc5", Regression.accuracy5(prediction, value));
    sentimentIs("has0_acc2", Regression.has0Accuracy(prediction, value));
    sentimentIs("has0_f1_weighted", Regression.has0F1(prediction, value));
    sentimentIs("non0_acc2", Regression.non0Accuracy(prediction, value));
    sentimentIs("non0_f1_weighted", Regression.non0F1(prediction, value));
  }

  private static void is(String name, double ours) {
    assertThat(ours).as(name).isCloseTo(labels.get(name).asDouble(), TOLERANCE);
  }

  private static void sentimentIs(String name, double ours) {
    assertThat(ours).as(name).isCloseTo(sentiment.get(name).asDouble(), TOLERANCE);
  }

  private static void perClass(String name, double[] ours) {
    JsonNode theirs = labels.get(name);
    assertThat(ours).as(name).hasSize(theirs.size());
    for (int c = 0; c < ours.length; c++) {
      if (theirs.get(c).isNull()) {
        assertThat(ours[c]).as("%s of class %d", name, c).isNaN();
      } else {
        assertThat(ours[c])
            .as("%s of class %d", name, c)
            .isCloseTo(theirs.get(c).asDouble(), TOLERANCE);
      }
    }
  }
}
