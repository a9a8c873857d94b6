package io.lacuna.trainer.optim.weigh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EquitableWeightsTest {
  private static final EquitableWeights WEIGHTS = new EquitableWeights();

  private static double[][] squares(double... norms) {
    double[][] products = new double[norms.length][norms.length];
    for (int t = 0; t < norms.length; t++) {
      products[t][t] = norms[t] * norms[t];
    }
    return products;
  }

  @Test
  void equalContributionsAreLeftAlone() {
    assertThat(WEIGHTS.of(new double[] {2, 0.5}, squares(4, 1))).containsExactly(1, 1);
  }

  @Test
  void muchLossLeftForItsGradientCountsMore() {
    double[] weights = WEIGHTS.of(new double[] {1, 1}, squares(0.5, 2));
    assertThat(weights[0]).isGreaterThan(1);
    assertThat(weights[1]).isBetween(0.75, 1.0);
  }

  @Test
  void staysBetweenItsBoundsAndKnowsNoScale() {
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      double[] losses = {random.nextDouble() + 1e-3, random.nextDouble() + 1e-3};
      double first = Math.pow(10, 6 * random.nextDouble() - 3);
      double second = Math.pow(10, 6 * random.nextDouble() - 3);
      double[] weights = WEIGHTS.of(losses, squares(first, second));
      for (double weight : weights) {
        assertThat(weight).isBetween(0.75, 3.0);
      }
      double[] scaled =
          WEIGHTS.of(new double[] {1000 * losses[0], losses[1]}, squares(1000 * first, second));
      assertThat(scaled).containsExactly(weights, within(1e-9));
    }
  }

  @Test
  void aTaskWithoutGradientOrLossIsLeftOut() {
    assertThat(WEIGHTS.of(new double[] {1, 1, 0}, squares(0, 3, 2))).containsExactly(1, 1, 1);
  }
}
