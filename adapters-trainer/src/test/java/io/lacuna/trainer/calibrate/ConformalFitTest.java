package io.lacuna.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.model.calibration.ConformalBounds.Bound;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.trainer.data.LabelledSubject;
import io.lacuna.trainer.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConformalFitTest {
  private static Answered answers(int subjects, long seed) {
    return Synthetic.answers(PresenceMask.ALL, subjects, 1.4, 0.3, 2, seed);
  }

  /** Mean over many fits, because the promise is one over fits and new records together. */
  @ParameterizedTest
  @CsvSource({"0, 0.9, 40", "0, 0.5, 25", "1, 0.9, 40", "1, 0.7, 100"})
  void newRecordsAreCoveredAsStated(int place, double level, int records) {
    double sum = 0;
    int fits = 400;
    for (int fit = 0; fit < fits; fit++) {
      Bound bound =
          ConformalFit.bound(answers(records, 2L * fit), Synthetic.TASKS.get(place), place, level)
              .orElseThrow();
      SetLine line =
          SetLine.of(answers(300, 2L * fit + 1), Synthetic.TASKS.get(place), place, bound);
      sum += Arrays.stream(line.covered()).average().orElseThrow();
    }
    // at least the level; more by one record of the fit at most, and the chance of 400 fits
    assertThat(sum / fits).isBetween(level - 0.01, level + 1.0 / (records + 1) + 0.015);
  }

  private static Answered labels(float[][] truth, float[][] said) {
    List<LabelledSubject> subjects = new ArrayList<>();
    List<List<float[]>> scores = new ArrayList<>();
    for (int i = 0; i < truth.length; i++) {
      subjects.add(
          new LabelledSubject("s" + i, "g", Split.TEST, Map.of("labels", truth[i]), Map.of()));
      scores.add(List.of(new float[] {0}, said[i]));
    }
    return new Answered(PresenceMask.ALL, subjects, scores);
  }

  @Test
  void aThresholdMayMissWhatTheLevelAllows() {
    float[][] truth = {{1, 0, 0, 0}, {1, 1, 0, 0}, {0, 0, 0, 0}};
    float[][] said = {{0.75f, 0, 0, 0}, {0.5f, 0.25f, 0, 0}, {0.875f, 0.1f, 0, 0}};
    Answered answered = labels(truth, said);
    // (missed + 1) / 4 <= 1 - level: 0.625 lets half a record be missed, 0.25 lets two
    assertThat(limit(answered, 0.7)).isEqualTo(0.25);
    assertThat(limit(answered, 0.625)).isEqualTo(0.5);
    assertThat(limit(answered, 0.5)).isEqualTo(0.75);
    assertThat(limit(answered, 0.25)).isEqualTo(1);
    assertThat(ConformalFit.bound(answered, Synthetic.LABELS, 1, 0.8)).isEmpty();
  }

  private static double limit(Answered answered, double level) {
    return ConformalFit.bound(answered, Synthetic.LABELS, 1, level).orElseThrow().limit();
  }

  @Test
  void anIntervalIsTheRankedDistance() {
    List<LabelledSubject> subjects = new ArrayList<>();
    List<List<float[]>> scores = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      subjects.add(
          new LabelledSubject(
              "s" + i, "g", Split.TEST, Map.of("value", new float[] {i}), Map.of()));
      scores.add(List.of(new float[] {0}));
    }
    Answered answered = new Answered(PresenceMask.ALL, subjects, scores);
    assertThat(ConformalFit.bound(answered, Synthetic.VALUE, 0, 0.9).orElseThrow())
        .isEqualTo(new Bound(9, 9));
    assertThat(ConformalFit.bound(answered, Synthetic.VALUE, 0, 0.5).orElseThrow().limit())
        .isEqualTo(5);
    assertThat(ConformalFit.bound(answered, Synthetic.VALUE, 0, 0.95)).isEmpty();
    assertThat(ConformalFit.bound(answered, Synthetic.LABELS, 0, 0.5)).as("no truth").isEmpty();
  }

  @Test
  void whatIsInsideIsCounted() {
    double[] said = {0.9, 0.4, 0.2};
    assertThat(ConformalFit.shareInside(said, new double[] {1, 0, 1}, 0.4)).isEqualTo(0.5);
    assertThat(ConformalFit.shareInside(said, new double[] {0, 0, 0}, 0.4)).isEqualTo(1);
    assertThat(ConformalFit.shareInside(said, new double[] {1, 1, 1}, 0.3))
        .isCloseTo(2.0 / 3, within(1e-12));
  }
}
