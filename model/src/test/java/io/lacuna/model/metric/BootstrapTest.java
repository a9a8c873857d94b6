package io.lacuna.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static ToDoubleFunction<int[]> meanOf(double[] values) {
    return at -> Arrays.stream(at).mapToDouble(i -> values[i]).average().orElse(Double.NaN);
  }

  private static double[] normal(int n, long seed) {
    Random random = new Random(seed);
    return DoubleStream.generate(random::nextGaussian).limit(n).toArray();
  }

  @Test
  void intervalOfAMeanAgreesWithTheNormalTheory() {
    double[] v = normal(400, 3);
    Interval mean = Bootstrap.ofRecords(v.length, 2000, 1).interval(meanOf(v));
    assertThat(mean.high() - mean.low()).isCloseTo(2 * 1.96 / Math.sqrt(400), within(0.02));
    assertThat(mean.value()).isBetween(mean.low(), mean.high());
  }

  @Test
  void groupsWidenTheIntervalOfRecordsThatRepeatEachOther() {
    double[] v = new double[400];
    List<String> group = new ArrayList<>();
    double[] level = normal(20, 5);
    for (int i = 0; i < v.length; i++) {
      v[i] = level[i % 20];
      group.add("video-" + i % 20);
    }
    Interval byRecord = Bootstrap.ofRecords(v.length, 1000, 1).interval(meanOf(v));
    Interval byGroup = Bootstrap.ofGroups(group, 1000, 1).interval(meanOf(v));
    assertThat(byGroup.high() - byGroup.low())
        .isGreaterThan(3 * (byRecord.high() - byRecord.low()));
  }

  @Test
  void pairedDifferenceIsNarrowerThanEitherSide() {
    double[] a = normal(300, 7);
    double[] b = Arrays.stream(a).map(x -> x - 0.05).toArray();
    Bootstrap bootstrap = Bootstrap.ofRecords(300, 1000, 1);
    Interval difference = bootstrap.difference(meanOf(a), meanOf(b));
    assertThat(difference.value()).isCloseTo(0.05, within(1e-9));
    assertThat(difference.excludesZero()).isTrue();
    assertThat(bootstrap.interval(meanOf(a)).excludesZero()).isFalse();
  }

  @Test
  void theSeedDecidesTheDraws() {
    double[] v = normal(50, 9);
    Interval one = Bootstrap.ofRecords(50, 200, 11).interval(meanOf(v));
    assertThat(Bootstrap.ofRecords(50, 200, 11).interval(meanOf(v))).isEqualTo(one);
    assertThat(Bootstrap.ofRecords(50, 200, 12).interval(meanOf(v))).isNotEqualTo(one);
  }
}
