package io.lacuna.model.nn;

import static io.lacuna.model.nn.ExpertOptions.Activation.GELU;
import static io.lacuna.model.nn.ExpertOptions.Routing.NONE;
import static io.lacuna.model.nn.ExpertOptions.Routing.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpertCostTest {

  private static MixtureForm form(int width, int rank, int experts, ExpertOptions options) {
    return new MixtureForm(
        width, rank, experts, 3, false, options, List.of("sentiment", "emotion"));
  }

  /** One expert at d = 768, r = 16 has 49,936 values, unfactored 2,360,832 (computed by hand). */
  @Test
  void countsWhatTheConvolutionsHave() {
    ExpertOptions hard = new ExpertOptions(false, GELU, NONE, 0, false);
    ExpertCost one = ExpertCost.of(form(768, 16, 1, hard), 1, 1);
    assertThat(one.parameters()).isEqualTo(49_936);
    ExpertCost full = ExpertCost.of(form(768, 768, 1, hard), 1, 1);
    assertThat(full.parameters()).isEqualTo(2_360_832);
  }

  @ParameterizedTest
  @CsvSource({
    // own, routing, top_k, experts per block and modality, runs per block and frame
    "true,  SHARED,         0, 5, 8",
    "false, SHARED,         0, 3, 6",
    "true,  SHARED,         2, 5, 8",
    "true,  SHARED_AND_OWN, 0, 5, 8",
    "true,  ALL,            0, 5, 10",
  })
  void everyTaskRunsItsExperts(
      boolean own, ExpertOptions.Routing routing, int topK, int experts, int runs) {
    ExpertOptions options = new ExpertOptions(own, GELU, routing, topK, false);
    ExpertCost cost = ExpertCost.of(form(32, 4, 3, options), 2, 3);
    assertThat(cost.parameters()).isEqualTo(2L * 3 * experts * (4 * 32 * 4 + 4 + 32));
    assertThat(cost.multiplyAdds()).isEqualTo(2L * runs * (4 * 32 * 4));
    assertThat(cost.multiplyAddsPerRecord()).isZero();
  }

  /** Per task a mixed kernel and an own one; mixing takes each of the shared kernels once. */
  @Test
  void mergedExpertsAreOneKernelPerRecord() {
    ExpertOptions merged = new ExpertOptions(true, ExpertOptions.Activation.NONE, SHARED, 0, true);
    ExpertCost cost = ExpertCost.of(form(32, 4, 3, merged), 2, 3);
    assertThat(cost.parameters()).isEqualTo(2L * 3 * 5 * (3 * 32 * 32 + 32));
    assertThat(cost.multiplyAdds()).isEqualTo(2L * 4 * (3 * 32 * 32));
    assertThat(cost.multiplyAddsPerRecord()).isEqualTo(2L * 6 * (3 * 32 * 32));
  }
}
