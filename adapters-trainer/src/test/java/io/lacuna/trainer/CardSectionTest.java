package io.lacuna.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CardSectionTest {
  private static final String CARD = "# a\n\n## Figures\n\nx\n\n## Bias and environment\n\ny\n";

  @Test
  void isPutBeforeTheLastSectionAndReplacedThere() {
    String once = CardSection.put(CARD, "Calibration", "one\n");
    assertThat(once)
        .isEqualTo(
            "# a\n\n## Figures\n\nx\n\n## Calibration\n\none\n\n## Bias and environment\n\ny\n");
    assertThat(CardSection.put(once, "Calibration", "two")).isEqualTo(once.replace("one", "two"));
  }

  @Test
  void isPutAtTheEndOfACardWithoutThatSection() {
    assertThat(CardSection.put("# a\n", "Calibration", "one"))
        .isEqualTo("# a\n\n## Calibration\n\none\n");
    assertThat(CardSection.put("# a\n\n## Calibration\n\none\n", "Calibration", "two"))
        .isEqualTo("# a\n\n## Calibration\n\ntwo\n");
  }
}
