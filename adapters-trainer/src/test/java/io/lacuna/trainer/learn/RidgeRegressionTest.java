package io.lacuna.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RidgeRegressionTest {

  /** With one centred column the solution is Σxy / (Σx² + λ), to be done by hand. */
  @Test
  void shrinksAsTheFormulaSays() {
    double[][] x = {{1}, {-1}, {2}, {-2}};
    double[][] y = {{12}, {8}, {14}, {6}};
    int[] folds = {0, 1, 0, 1};
    RidgeRegression model = RidgeRegression.chosen(x, y, folds);
    // without noise the smallest penalty is best: w = 20 / (10 + 10), intercept 10
    assertThat(model.predict(new double[] {3})[0]).isCloseTo(13, within(1e-9));
  }

  @Test
  void findsALineAndLeavesNoiseAlone() {
    Random random = new Random(2);
    double[][] x = new double[600][8];
    double[][] y = new double[600][2];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < 8; j++) {
        x[i][j] = random.nextGaussian() + (j == 7 ? 4 : 0);
      }
      y[i][0] = 2 * x[i][0] - x[i][7] + 1;
      y[i][1] = random.nextGaussian();
    }
    int[] folds = IntStream.range(0, x.length).map(i -> i % 5).toArray();
    RidgeRegression model = RidgeRegression.chosen(x, y, folds);
    double[] said = model.predict(new double[] {1, 0, 0, 0, 0, 0, 0, 4});
    assertThat(said[0]).isCloseTo(-1, within(0.1));
    assertThat(said[1]).isCloseTo(0, within(0.3));
  }

  @Test
  void noiseAloneIsAnsweredWithTheMean() {
    Random random = new Random(3);
    double[][] x = new double[60][40];
    for (double[] row : x) {
      IntStream.range(0, row.length).forEach(j -> row[j] = random.nextGaussian());
    }
    double[][] y = new double[60][1];
    IntStream.range(0, y.length).forEach(i -> y[i][0] = 5 + random.nextGaussian());
    int[] folds = IntStream.range(0, x.length).map(i -> i % 5).toArray();
    double[] far = new double[40];
    Arrays.fill(far, 1);
    assertThat(RidgeRegression.chosen(x, y, folds).predict(far)[0]).isCloseTo(5, within(0.4));
  }

  /** Columns that repeat one another many times over, as pooled states of a frozen base do. */
  @Test
  void columnsThatRepeatOneAnotherAreNoObstacle() {
    Random random = new Random(4);
    double[][] x = new double[120][200];
    double[][] y = new double[120][1];
    for (int i = 0; i < x.length; i++) {
      double value = random.nextGaussian();
      for (int j = 0; j < x[i].length; j++) {
        x[i][j] = 1e3 * value * (1 + j % 3) + 1e-9 * random.nextGaussian();
      }
      y[i][0] = 2 * value;
    }
    int[] folds = IntStream.range(0, x.length).map(i -> i % 5).toArray();
    RidgeRegression model = RidgeRegression.chosen(x, y, folds);
    for (int i = 0; i < x.length; i++) {
      assertThat(model.predict(x[i])[0]).isCloseTo(y[i][0], within(1e-6));
    }
  }
}
