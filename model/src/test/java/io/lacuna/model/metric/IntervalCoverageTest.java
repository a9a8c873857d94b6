package io.lacuna.model.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How often a 95 % interval holds the true value, over made data sets of which it is known. Each
 * figure is printed.
 */
class IntervalCoverageTest {
  private static final int RUNS = 1000;
  private static final int DRAWS = 1000;

  /** A made data set: the group of each record and a statistic. */
  private record Sample(List<String> groups, ToDoubleFunction<int[]> statistic) {}

  /** A way to make data sets, and the value that the statistic has on all of them together. */
  private enum World {
    /** Absolute errors of a standard normal deviation. */
    MEAN_ABSOLUTE_ERROR(Math.sqrt(2 / Math.PI)) {
      @Override
      Sample draw(SplittableRandom random, int groups) {
        double[] prediction = normal(random, groups);
        double[] truth = new double[groups];
        return new Sample(
            each(groups),
            at -> Regression.meanAbsoluteError(pick(prediction, at), pick(truth, at)));
      }
    },
    /** The same for speakers of 5 utterances whose errors hang together. */
    MEAN_ABSOLUTE_ERROR_OF_SPEAKERS(Math.sqrt(2 / Math.PI)) {
      @Override
      Sample draw(SplittableRandom random, int groups) {
        double[] prediction = new double[5 * groups];
        double[] own = normal(random, prediction.length);
        double[] shared = normal(random, groups);
        List<String> speakers = new ArrayList<>();
        for (int i = 0; i < prediction.length; i++) {
          prediction[i] = Math.sqrt(0.5) * (own[i] + shared[i / 5]);
          speakers.add("speaker-" + i / 5);
        }
        double[] truth = new double[prediction.length];
        return new Sample(
            speakers, at -> Regression.meanAbsoluteError(pick(prediction, at), pick(truth, at)));
      }
    },
    /** A deviation that explains 36 % of the truth's variance. */
    CORRELATION(0.6) {
      @Override
      Sample draw(SplittableRandom random, int groups) {
        double[] prediction = normal(random, groups);
        double[] truth = normal(random, groups);
        for (int i = 0; i < groups; i++) {
          truth[i] = 0.6 * prediction[i] + 0.8 * truth[i];
        }
        return new Sample(
            each(groups), at -> Regression.correlation(pick(prediction, at), pick(truth, at)));
      }
    },
    /** 30 % positives, whose scores lie one standard deviation above those of negatives. */
    AUROC(0.76024993890652) {
      @Override
      Sample draw(SplittableRandom random, int groups) {
        double[] score = normal(random, groups);
        boolean[] truth = new boolean[groups];
        for (int i = 0; i < groups; i++) {
          truth[i] = random.nextDouble() < 0.3;
          score[i] += truth[i] ? 1 : 0;
        }
        return new Sample(each(groups), at -> MultiLabel.auroc(pick(score, at), pick(truth, at)));
      }
    },
    /** Three labels that apply in 30 %; right decisions in 80 % of either case. */
    MACRO_F1(2 * 0.24 / (2 * 0.24 + 0.14 + 0.06)) {
      @Override
      Sample draw(SplittableRandom random, int groups) {
        boolean[][] truth = new boolean[groups][3];
        double[][] score = new double[groups][3];
        for (int i = 0; i < groups; i++) {
          for (int c = 0; c < 3; c++) {
            truth[i][c] = random.nextDouble() < 0.3;
            boolean right = random.nextDouble() < 0.8;
            score[i][c] = truth[i][c] == right ? 1 : 0;
          }
        }
        return new Sample(
            each(groups), at -> MultiLabel.macroF1(pick(score, at), pick(truth, at), 0.5));
      }
    },
    /** Two answerers of the same subjects; the second is right in 10 % more of them. */
    PAIRED_DIFFERENCE_OF_ACCURACY(-0.1) {
      @Override
      Sample draw(SplittableRandom random, int groups) {
        double[] difference = new double[groups];
        for (int i = 0; i < groups; i++) {
          double u = random.nextDouble();
          difference[i] = u < 0.2 ? -1 : u < 0.3 ? 1 : 0;
        }
        return new Sample(
            each(groups),
            at -> IntStream.of(at).mapToDouble(i -> difference[i]).average().orElseThrow());
      }
    },
    /** What is said with probability p comes true with 0.8 p. */
    CALIBRATION_ERROR(0.1, Bounds.REFLECTED) {
      @Override
      Sample draw(SplittableRandom random, int groups) {
        return stated(random, groups, 0.8);
      }
    },
    /** What is said with probability p comes true with p: chance alone makes an error. */
    CALIBRATION_ERROR_OF_THE_CALIBRATED(0, Bounds.REFLECTED) {
      @Override
      Sample draw(SplittableRandom random, int groups) {
        return stated(random, groups, 1);
      }
    };

    private final double truth;
    private final Bounds bounds;

    World(double truth) {
      this(truth, Bounds.ACCELERATED);
    }

    World(double truth, Bounds bounds) {
      this.truth = truth;
      this.bounds = bounds;
    }

    /** Subjects with ten labels each. */
    private static Sample stated(SplittableRandom random, int groups, double share) {
      double[] stated = random.doubles(10L * groups).toArray();
      boolean[] came = new boolean[stated.length];
      List<String> subjects = new ArrayList<>();
      for (int i = 0; i < stated.length; i++) {
        came[i] = random.nextDouble() < share * stated[i];
        subjects.add("subject-" + i / 10);
      }
      return new Sample(
          subjects, at -> Calibration.expectedError(pick(stated, at), pick(came, at), 10));
    }

    abstract Sample draw(SplittableRandom random, int groups);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "CALIBRATION.*")
  void anIntervalHoldsTheTruthAsOftenAsItSays(World world) {
    assertThat(coverage(world, world.bounds, 60)).as("%s", world).isBetween(0.93, 0.97);
  }

  @Test
  @Tag("slow")
  void thatOfACalibrationErrorIsTooNarrow() {
    assertThat(coverage(World.CALIBRATION_ERROR, Bounds.REFLECTED, 60)).isBetween(0.88, 0.95);
    // no bootstrap knows how much of an error chance alone makes: docs/evaluation.md
    assertThat(coverage(World.CALIBRATION_ERROR_OF_THE_CALIBRATED, Bounds.REFLECTED, 60))
        .isLessThan(0.88);
    // these never reach down to 0, which is why a calibration error has bounds of its own
    assertThat(coverage(World.CALIBRATION_ERROR_OF_THE_CALIBRATED, Bounds.ACCELERATED, 60))
        .isZero();
  }

  @Test
  @Tag("slow")
  void plainPercentilesOfFewGroupsHoldItLessOften() {
    for (int groups : new int[] {12, 20, 30, 60, 150}) {
      for (World world : EnumSet.range(World.values()[0], World.PAIRED_DIFFERENCE_OF_ACCURACY)) {
        double held = coverage(world, world.bounds, groups);
        if (groups > 12) {
          assertThat(held).as("%s of %d groups", world, groups).isBetween(0.93, 0.97);
        }
        coverage(world, Bounds.PERCENTILE, groups);
      }
    }
    assertThat(coverage(World.AUROC, Bounds.PERCENTILE, 20)).isLessThan(0.93);
  }

  private static double coverage(World world, Bounds bounds, int groups) {
    long held =
        IntStream.range(0, RUNS)
            .filter(
                run -> {
                  long seed = 7_000_003L * run + 31 * groups + world.ordinal();
                  Sample s = world.draw(new SplittableRandom(seed), groups);
                  Interval i =
                      Bootstrap.ofGroups(s.groups(), DRAWS, run)
                          .with(bounds)
                          .interval(s.statistic());
                  return i.low() <= world.truth && world.truth <= i.high();
                })
            .count();
    System.out.printf(
        "%d groups, %s, %s: %d of %d intervals hold %.4f%n",
        groups, world, bounds, held, RUNS, world.truth);
    return (double) held / RUNS;
  }

  private static List<String> each(int n) {
    return IntStream.range(0, n).mapToObj(i -> "subject-" + i).toList();
  }

  private static double[] normal(RandomGenerator random, int n) {
    return IntStream.range(0, n).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  private static double[] pick(double[] all, int[] at) {
    return IntStream.of(at).mapToDouble(i -> all[i]).toArray();
  }

  private static boolean[] pick(boolean[] all, int[] at) {
    boolean[] some = new boolean[at.length];
    for (int i = 0; i < at.length; i++) {
      some[i] = all[at[i]];
    }
    return some;
  }

  private static double[][] pick(double[][] all, int[] at) {
    return IntStream.of(at).mapToObj(i -> all[i]).toArray(double[][]::new);
  }

  private static boolean[][] pick(boolean[][] all, int[] at) {
    return IntStream.of(at).mapToObj(i -> all[i]).toArray(boolean[][]::new);
  }
}
