package io.lacuna.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.model.calibration.Scaling;
import io.lacuna.model.modality.PresenceMask;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingFitTest {
  private static Statements labels(double temperature, double shift) {
    Answered answered = Synthetic.answers(PresenceMask.ALL, 4000, temperature, shift, 1, 5);
    return Statements.labels(answered, Synthetic.LABELS, 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 1, 2.5})
  void findsTheTemperatureThatWasPutIn(double temperature) {
    Scaling found = ScalingFit.of(labels(temperature, 0), false);
    assertThat(found.temperature()).isCloseTo(temperature, within(0.08 * temperature));
    assertThat(found.bias()).isZero();
    assertThat(found.records()).isEqualTo(4000);
  }

  @ParameterizedTest
  @CsvSource({"2, 1.5", "0.5, -0.7"})
  void findsTheBiasAsWell(double temperature, double shift) {
    Scaling found = ScalingFit.of(labels(temperature, shift), true);
    assertThat(found.temperature()).isCloseTo(temperature, within(0.08 * temperature));
    assertThat(found.bias()).isCloseTo(-shift / temperature, within(0.12));
  }

  @Test
  void isAtTheLeastLossAround() {
    Statements statements = labels(1.7, 0.6);
    Scaling found = ScalingFit.of(statements, true);
    double least = ScalingFit.logLoss(statements, found);
    for (double t : new double[] {0.97, 1, 1.03}) {
      for (double b : new double[] {-0.03, 0, 0.03}) {
        Scaling near = new Scaling(found.temperature() * t, found.bias() + b, 1);
        assertThat(ScalingFit.logLoss(statements, near)).isGreaterThanOrEqualTo(least - 1e-6);
      }
    }
  }

  @Test
  void recordsThatAreAllRightOrAgainstTheModelStillGiveAScaling() {
    Statements some = labels(1, 0);
    boolean[] right = new boolean[some.size()];
    Arrays.fill(right, true);
    Scaling sure = ScalingFit.of(with(some, right), true);
    assertThat(sure.apply(0.5)).isBetween(0.9, 1.0);
    for (int i = 0; i < right.length; i++) {
      right[i] = some.probability()[i] < 0.5;
    }
    Scaling unsure = ScalingFit.of(with(some, right), false);
    assertThat(unsure.temperature()).as("never turns the order round").isCloseTo(20, within(0.1));
  }

  private static Statements with(Statements s, boolean[] right) {
    return new Statements(s.subjects(), s.probability(), right, s.records());
  }

  @Test
  void theTopLabelIsTheLikeliestOne() {
    Answered answered = Synthetic.answers(PresenceMask.ALL, 50, 1, 0, 1, 3);
    Statements top = Statements.top(answered, Synthetic.LABELS, 1);
    Statements labels = Statements.labels(answered, Synthetic.LABELS, 1);
    for (int i = 0; i < 50; i++) {
      int first = 4 * i;
      int best =
          IntStream.range(first, first + 4)
              .boxed()
              .max((a, b) -> Double.compare(labels.probability()[a], labels.probability()[b]))
              .orElseThrow();
      assertThat(top.probability()[i]).isEqualTo(labels.probability()[best]);
      assertThat(top.right()[i]).isEqualTo(labels.right()[best]);
      assertThat(labels.subjects().get(best)).isEqualTo(top.subjects().get(i));
    }
    assertThat(Statements.joined(List.of(top, labels)).size()).isEqualTo(250);
  }
}
