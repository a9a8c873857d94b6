package io.lacuna.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.AbsenceReason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PresencePlanTest {
  @Test
  void dealsTheMasksEvenly() {
    List<PresenceMask> masks = PresencePlan.masks(450, Seeds.random(1));

    assertThat(masks).hasSize(450);
    for (PresenceMask mask : PresenceMask.nonEmpty()) {
      long count = masks.stream().filter(mask::equals).count();
      assertThat(count).as(mask.toString()).isEqualTo(new int[] {0, 15, 33, 306}[mask.count()]);
    }
  }

  @Test
  void aThirdOfTheGapsIsAnnouncedForEveryKindOfReason() {
    Random random = Seeds.random(2);
    Map<AbsenceReason, Integer> announced = new EnumMap<>(AbsenceReason.class);
    int draws = 9000;
    for (int i = 0; i < draws; i++) {
      AbsenceReason reason = PresencePlan.announcement(random);
      if (reason != null) {
        announced.merge(reason, 1, Integer::sum);
      }
    }
    int total = announced.values().stream().mapToInt(Integer::intValue).sum();
    assertThat((double) total / draws).isCloseTo(1.0 / 3, within(0.02));
    assertThat(announced).hasSize(5).doesNotContainKey(AbsenceReason.UNKNOWN);
    assertThat(announced.get(AbsenceReason.TEMP_UNKNOWN)).isBetween(200, 400);
  }
}
