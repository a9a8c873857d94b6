package io.lacuna.model.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExpertCostTest {

  /** One expert at d = 768, r = 16 has 49,936 values, unfactored 2,360,832 (computed by hand). */
  @Test
  void countsWhatTheConvolutionsHave() {
    ExpertCost one = ExpertCost.of(768, 16, 3, 1, 1, 0, 1).get(0);
    assertThat(one.parameters()).isEqualTo(49_936);
    assertThat(one.unfactoredParameters()).isEqualTo(2_360_832);
  }

  @Test
  void agreesWithTheShapesOfABlock() {
    List<String> tasks = List.of("sentiment", "emotion");
    for (int experts = 1; experts <= 4; experts++) {
      long shaped =
          LowRankMixture.shapes(new LowRankMixture.Size(32, 4, experts, 3, false), tasks)
              .entrySet()
              .stream()
              .filter(e -> e.getKey().startsWith("shared.") || e.getKey().startsWith("own."))
              .mapToLong(e -> e.getValue().size())
              .sum();
      ExpertCost cost = ExpertCost.of(32, 4, 3, 2, 3, 2, 4).get(experts - 1);
      assertThat(cost.parameters()).isEqualTo(2 * 3 * shaped);
      assertThat(cost.multiplyAdds()).isEqualTo(2L * 2 * (experts + 1) * (4 * 32 * 4));
    }
  }
}
