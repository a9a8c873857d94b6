package io.lacuna.trainer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.model.modality.PresenceMask;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MissingPlanTest {
  private static final int SUBJECTS = 12_000;

  private static Map<PresenceMask, Integer> histogram(MissingPlan plan, int epoch) {
    Map<PresenceMask, Integer> count = new HashMap<>();
    for (int i = 0; i < SUBJECTS; i++) {
      count.merge(plan.mask("s" + i, PresenceMask.ALL, epoch), 1, Integer::sum);
    }
    return count;
  }

  @Test
  void theShareIsSpreadEvenlyOverTheSixPartialPatterns() {
    Map<PresenceMask, Integer> count = histogram(new MissingPlan(0.6, false, 7), 0);
    assertThat(count).hasSize(7);
    assertThat(count.get(PresenceMask.ALL)).isCloseTo(SUBJECTS * 4 / 10, within(250));
    count.forEach(
        (mask, n) -> {
          if (!mask.equals(PresenceMask.ALL)) {
            assertThat(n).as("%s", mask).isCloseTo(SUBJECTS / 10, within(150));
          }
        });
  }

  @Test
  void aFixedPlanStaysAndAResampledOneChangesWithTheEpoch() {
    MissingPlan fixed = new MissingPlan(0.5, false, 7);
    MissingPlan resampled = new MissingPlan(0.5, true, 7);
    long changed =
        IntStream.range(0, 1000)
            .filter(i -> differs(resampled, "s" + i))
            .count();
    assertThat(IntStream.range(0, 1000).filter(i -> differs(fixed, "s" + i))).isEmpty();
    assertThat(changed).isGreaterThan(400);
  }

  private static boolean differs(MissingPlan plan, String subject) {
    return !plan.mask(subject, PresenceMask.ALL, 0).equals(plan.mask(subject, PresenceMask.ALL, 1));
  }

  @Test
  void neverShowsWhatASubjectDoesNotHaveAndNeverNothing() {
    MissingPlan plan = new MissingPlan(1, false, 3);
    PresenceMask has = PresenceMask.parse("I-A");
    for (int i = 0; i < 500; i++) {
      PresenceMask shown = plan.mask("s" + i, has, 0);
      assertThat(shown.bits() & ~has.bits()).isZero();
      assertThat(shown.count()).isPositive();
    }
  }

  @Test
  void anOrderHoldsEveryIndexOnce() {
    assertThat(Draws.of(1, "order", "", 4).order(50)).containsOnlyOnce(IntStream.range(0, 50).toArray());
  }
}
