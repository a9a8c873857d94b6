package io.lacuna.trainer.optim.weigh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must hold for the weights of any gradients. */
class NashWeightsTest {
  private static final int DRAWS = 300;
  private static final int WIDTH = 9;

  private static double[][] gradients(Random random, int tasks) {
    double[][] g = new double[tasks][WIDTH];
    for (double[] row : g) {
      double scale = Math.pow(10, random.nextInt(7) - 3);
      Arrays.setAll(row, i -> scale * random.nextGaussian());
    }
    return g;
  }

  private static double[][] products(double[][] g) {
    double[][] products = new double[g.length][g.length];
    for (int i = 0; i < g.length; i++) {
      for (int j = 0; j < g.length; j++) {
        for (int c = 0; c < g[i].length; c++) {
          products[i][j] += g[i][c] * g[j][c];
        }
      }
    }
    return products;
  }

  private static double[] direction(double[] weights, double[][] g) {
    double[] direction = new double[g[0].length];
    for (int t = 0; t < g.length; t++) {
      for (int c = 0; c < direction.length; c++) {
        direction[c] += weights[t] * g[t][c];
      }
    }
    return direction;
  }

  private static double norm(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
  }

  @Test
  void theWeightsSolveTheBargain() {
    Random random = new Random(1);
    for (int i = 0; i < DRAWS; i++) {
      int tasks = 2 + random.nextInt(4);
      double[][] products = products(gradients(random, tasks));
      double[] alpha = NashWeights.solve(products);
      for (int t = 0; t < tasks; t++) {
        double gain = 0;
        for (int u = 0; u < tasks; u++) {
          gain += products[t][u] * alpha[u];
        }
        assertThat(alpha[t]).isPositive();
        assertThat(alpha[t] * gain).as("draw %d", i).isCloseTo(1, within(1e-6));
      }
    }
  }

  @Test
  void twoTasksHaveTheClosedForm() {
    Random random = new Random(2);
    for (int i = 0; i < DRAWS; i++) {
      double[][] m = products(gradients(random, 2));
      double cosine = m[0][1] / Math.sqrt(m[0][0] * m[1][1]);
      double[] alpha = NashWeights.solve(m);
      for (int t = 0; t < 2; t++) {
        double known = 1 / Math.sqrt(m[t][t] * (1 + cosine));
        assertThat(alpha[t] / known).isCloseTo(1, within(1e-8));
      }
    }
  }

  @Test
  void aLossAThousandTimesAsLargeChangesNothing() {
    Random random = new Random(3);
    for (int i = 0; i < DRAWS; i++) {
      double[][] g = gradients(random, 2 + random.nextInt(3));
      double[] losses = new double[g.length];
      double[] before = direction(new NashWeights().of(losses, products(g)), g);
      Arrays.setAll(g[0], c -> 1000 * g[0][c]);
      double[] after = direction(new NashWeights().of(losses, products(g)), g);
      assertThat(after).containsExactly(before, within(1e-7));
    }
  }

  @Test
  void theUpdateHasNormOneHoweverManyTasks() {
    Random random = new Random(4);
    for (int i = 0; i < DRAWS; i++) {
      double[][] g = gradients(random, 1 + random.nextInt(4));
      double[] weights = new NashWeights().of(new double[g.length], products(g));
      assertThat(norm(direction(weights, g))).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void aTaskWithoutGradientHasNoSay() {
    double[][] g = {{0, 0, 0}, {3, 4, 0}};
    assertThat(NashWeights.solve(products(g))).containsExactly(new double[] {0, 0.2}, within(1e-9));
    double[][] none = {{0, 0}, {0, 0}};
    assertThat(new NashWeights().of(new double[2], products(none))).containsExactly(0, 0);
  }

  @Test
  void gradientsThatCancelOutGiveFiniteWeights() {
    double[][][] cancelling = {
      {{1, 2}, {-1, -2}},
      {{1e-3, 0}, {-1e3, 0}},
      {{1, 0}, {-0.5, Math.sqrt(0.75)}, {-0.5, -Math.sqrt(0.75)}},
      {{1, 1}, {1, 1}, {-1, -1}},
    };
    for (double[][] g : cancelling) {
      double[] weights = new NashWeights().of(new double[g.length], products(g));
      assertThat(Arrays.stream(weights)).allMatch(w -> Double.isFinite(w) && w > 0);
      assertThat(norm(direction(weights, g))).isLessThan(1.001);
    }
  }
}
