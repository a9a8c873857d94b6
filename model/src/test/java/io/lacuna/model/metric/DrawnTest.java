package io.lacuna.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;

/** Paired differences, their p and Holm's correction. */
class DrawnTest {
  private static final int N = 200;

  private static double mean(double[] values, int[] drawn) {
    return Arrays.stream(drawn).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  private static double[] normal(double mean, int seed) {
    Random random = new Random(seed);
    return random.doubles(N).map(d -> mean + random.nextGaussian()).toArray();
  }

  @Test
  void thePairedDifferenceIsThatOfTheBootstrap() {
    double[] a = normal(0.3, 1);
    double[] b = normal(0, 2);
    Bootstrap bootstrap = Bootstrap.ofRecords(N, 500, 7);
    Interval expected = bootstrap.difference(d -> mean(a, d), d -> mean(b, d));
    Drawn difference = bootstrap.drawn(d -> mean(a, d)).minus(bootstrap.drawn(d -> mean(b, d)));
    assertThat(difference.interval().low()).isCloseTo(expected.low(), within(1e-12));
    assertThat(difference.interval().high()).isCloseTo(expected.high(), within(1e-12));
  }

  @Test
  void pIsThatOfTheZTestOfAMean() {
    double[] a = normal(0.15, 3);
    Drawn drawn = Bootstrap.ofRecords(N, 20_000, 7).drawn(d -> mean(a, d));
    double z = StatUtils.mean(a) / Math.sqrt(StatUtils.variance(a) / N);
    double p = 2 * new NormalDistribution().cumulativeProbability(-Math.abs(z));
    assertThat(p).isBetween(1e-4, 0.5);
    assertThat(drawn.p() / p).isCloseTo(1, within(0.15));
    assertThat(drawn.minus(drawn).p()).as("nothing differs").isEqualTo(1);
  }

  @Test
  void holmRejectsInOrderUntilOneHolds() {
    // 0.01 <= .05/4, 0.015 <= .05/3, 0.03 > .05/2, and 0.04 is not looked at any more
    double[] p = {0.04, 0.01, 0.03, 0.015};
    assertThat(Holm.rejected(p, 0.05)).containsExactly(false, true, false, true);
    assertThat(Holm.rejected(new double[] {0.05, 0.02}, 0.05)).containsExactly(true, true);
    assertThat(Holm.rejected(new double[0], 0.05)).isEmpty();
  }
}
