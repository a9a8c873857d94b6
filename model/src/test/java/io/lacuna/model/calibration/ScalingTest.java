package io.lacuna.model.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingTest {
  @ParameterizedTest
  @CsvSource({"0.3, 0", "1, 0", "4.5, 0", "2, -1.5", "0.5, 2"})
  void neverChangesWhichAnswerIsSurer(double temperature, double bias) {
    Scaling scaling = new Scaling(temperature, bias, 1);
    double before = scaling.apply(0.001);
    for (float p = 0.002f; p < 1; p += 0.001f) {
      double now = scaling.apply(p);
      assertThat(now).isGreaterThan(before).isBetween(0.0, 1.0);
      before = now;
    }
  }

  @Test
  void dividesTheLogOddsAndMovesThem() {
    assertThat(new Scaling(2, 0, 1).apply(0.9)).isCloseTo(0.75, within(1e-12));
    assertThat(new Scaling(1, Math.log(3), 1).apply(0.5)).isCloseTo(0.75, within(1e-12));
    assertThat(new Scaling(1, 0, 1).apply(0.8)).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void certaintyStaysANumber() {
    Scaling scaling = new Scaling(0.05, 0, 1);
    assertThat(scaling.apply(0)).isBetween(0.0, 1e-6);
    assertThat(scaling.apply(1)).isBetween(1 - 1e-6, 1.0);
  }

  @Test
  void refusesWhatIsNoScaling() {
    assertThatThrownBy(() -> new Scaling(0, 0, 1)).hasMessageContaining("temperature 0.0");
    assertThatThrownBy(() -> new Scaling(-1, 0, 1)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Scaling(Double.NaN, 0, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Scaling(1, Double.NaN, 1)).hasMessageContaining("bias NaN");
    assertThatThrownBy(() -> new Scaling(1, 0, 0)).hasMessageContaining("records 0");
  }
}
