package io.lacuna.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubjectTokensTest {
  private static final SubjectTokens A =
      new SubjectTokens(
          Map.of(Modality.TEXT, new float[] {1, 2, 3, 4}, Modality.IMAGE, new float[] {5, 6}), 2);
  private static final SubjectTokens B =
      new SubjectTokens(Map.of(Modality.AUDIO, new float[] {7, 8, 9, 10}), 2);

  @Test
  void joiningAndSplittingGivesTheSubjectsBack() {
    try (NDManager m = Torch.newManager("cpu")) {
      TokenBatch batch = SubjectTokens.join(List.of(A, B), m);
      assertThat(batch.presence().toFloatArray()).containsExactly(1, 1, 0, 0, 0, 1);
      assertThat(batch.mask().toFloatArray()).containsExactly(1, 1, 1, 0, 0, 0, 0, 0, 1, 1);
      List<SubjectTokens> split = SubjectTokens.split(batch, batch.x0());
      assertThat(split.get(0).rows().get(Modality.TEXT)).containsExactly(1, 2, 3, 4);
      assertThat(split.get(0).rows().get(Modality.IMAGE)).containsExactly(5, 6);
      assertThat(split.get(1).rows()).containsOnlyKeys(Modality.AUDIO);
      assertThat(split.get(1).rows().get(Modality.AUDIO)).containsExactly(7, 8, 9, 10);
    }
  }

  @Test
  void takesAwayFillsAndAverages() {
    assertThat(A.only(PresenceMask.parse("I--")).presence()).isEqualTo(PresenceMask.parse("I--"));
    SubjectTokens filled = A.zeroFilled(Map.of(Modality.AUDIO, 3, Modality.TEXT, 9));
    assertThat(filled.rows().get(Modality.AUDIO)).containsExactly(0, 0, 0, 0, 0, 0);
    assertThat(filled.count(Modality.TEXT)).isEqualTo(2);
    assertThat(A.means().rows().get(Modality.TEXT)).containsExactly(2, 3);
  }
}
