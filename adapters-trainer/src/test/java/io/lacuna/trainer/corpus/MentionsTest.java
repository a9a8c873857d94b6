package io.lacuna.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.schema.Modality;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MentionsTest {
  private static final int PATIENTS = 5000;

  @Test
  void everyFindingIsToldAndEveryModalityTells() {
    for (int i = 0; i < PATIENTS; i++) {
      Mentions mentions = Mentions.draw(Seeds.random(1, i));
      Set<Finding> told = new HashSet<>();
      for (Modality modality : Modality.values()) {
        assertThat(mentions.by(modality)).isNotEmpty();
        told.addAll(mentions.by(modality));
      }
      assertThat(told).containsExactlyInAnyOrderElementsOf(mentions.findings());
    }
  }

  @Test
  void aPerfectReaderOfOneModalityRecallsTwoThirds() {
    double recall = 0;
    int[] sizes = new int[4];
    for (int i = 0; i < PATIENTS; i++) {
      Mentions mentions = Mentions.draw(Seeds.random(2, i));
      int findings = mentions.findings().size();
      recall += (double) mentions.by(Modality.AUDIO).size() / findings / PATIENTS;
      sizes[findings]++;
    }
    assertThat(recall).isCloseTo(0.65, within(0.02));
    assertThat(sizes[1] / (double) PATIENTS).isCloseTo(0.2, within(0.03));
    assertThat(sizes[3] / (double) PATIENTS).isCloseTo(0.4, within(0.03));
  }
}
