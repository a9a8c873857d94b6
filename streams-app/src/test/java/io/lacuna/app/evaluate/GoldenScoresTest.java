package io.lacuna.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The metrics of an evaluation against scikit-learn and SciPy (golden/scores.json). */
class GoldenScoresTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static JsonNode labels;
  private static JsonNode sentiment;

  @BeforeAll
  static void read() throws IOException {
    JsonNode root =
        JSON.readTree(Path.of("../model/src/test/resources/golden/scores.json").toFile());
    labels = root.get("multilabel");
    sentiment = root.get("sentiment");
  }

  @Test
  void multiLabelScores() {
    double[][] score = JSON.convertValue(labels.get("score"), double[][].class);
    double[][] truth = JSON.convertValue(labels.get("truth"), double[][].class);
    Sheet all = sheet(score, truth, labels.get("threshold").asDouble());
    is(Metric.AUROC, all, labels.get("auroc_macro_over_defined").asDouble());
    is(Metric.AVERAGE_PRECISION, all, meanOfDefined(labels.get("average_precision_per_class")));
    is(Metric.MACRO_F1, all, labels.get("f1_macro_sklearn_zero_division_0").asDouble());
    is(Metric.MICRO_F1, all, labels.get("f1_micro").asDouble());
    is(Metric.SAMPLES_F1, all, labels.get("f1_samples").asDouble());
    is(Metric.BALANCED_ACCURACY, all, meanOfDefined(labels.get("weighted_accuracy_per_class")));

    Sheet first = sheet(column(score), column(truth), 0.5);
    is(Metric.ECE, first, labels.get("ece_10_bins_class_0").asDouble());
    is(Metric.BRIER, first, labels.get("brier_class_0").asDouble());
    // the only label is the best one, and its score is the confidence
    is(Metric.CONFIDENCE_ECE, first, labels.get("ece_10_bins_class_0").asDouble());
  }

  @Test
  void sentimentScores() {
    double[][] prediction = rows(JSON.convertValue(sentiment.get("prediction"), double[].class));
    double[][] truth = rows(JSON.convertValue(sentiment.get("truth"), double[].class));
    Sheet all = sheet(prediction, truth, 0.5);
    is(Metric.MAE, all, sentiment.get("mae").asDouble());
    is(Metric.CORRELATION, all, sentiment.get("corr").asDouble());
    is(Metric.ACCURACY_7, all, sentiment.get("acc7").asDouble());
    is(Metric.ACCURACY_5, all, sentiment.get("acc5").asDouble());
    is(Metric.HAS0_ACCURACY, all, sentiment.get("has0_acc2").asDouble());
    is(Metric.HAS0_F1, all, sentiment.get("has0_f1_weighted").asDouble());
    is(Metric.NON0_ACCURACY, all, sentiment.get("non0_acc2").asDouble());
    is(Metric.NON0_F1, all, sentiment.get("non0_f1_weighted").asDouble());
  }

  private static void is(Metric metric, Sheet sheet, double theirs) {
    double ours = metric.of(sheet, IntStream.range(0, sheet.size()).toArray());
    assertThat(ours).as(metric.word()).isCloseTo(theirs, within(1e-6));
  }

  private static Sheet sheet(double[][] score, double[][] truth, double threshold) {
    int n = score.length;
    double[] confidence = Arrays.stream(score).mapToDouble(r -> r[0]).toArray();
    return new Sheet(
        Collections.nCopies(n, "g"),
        score,
        truth,
        confidence,
        new boolean[n],
        new boolean[n],
        new double[n],
        new double[n],
        threshold,
        0);
  }

  private static double meanOfDefined(JsonNode values) {
    double sum = 0;
    int n = 0;
    for (JsonNode v : values) {
      sum += v.asDouble(0);
      n += v.isNull() ? 0 : 1;
    }
    return sum / n;
  }

  private static double[][] column(double[][] all) {
    return Arrays.stream(all).map(r -> new double[] {r[0]}).toArray(double[][]::new);
  }

  private static double[][] rows(double[] column) {
    return Arrays.stream(column).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
  }
}
