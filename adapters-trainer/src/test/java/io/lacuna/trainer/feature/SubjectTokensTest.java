package io.lacuna.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubjectTokensTest {
  private static final SubjectTokens A =
      new SubjectTokens(MiniLm.WIDTH, Map.of(Modality.TEXT, rows(1, 3), Modality.IMAGE, rows(5)));
  private static final SubjectTokens B =
      new SubjectTokens(MiniLm.WIDTH, Map.of(Modality.AUDIO, rows(7, 9)));

  /** One token per value, all its numbers that value. */
  private static float[] rows(float... values) {
    float[] rows = new float[values.length * MiniLm.WIDTH];
    for (int i = 0; i < values.length; i++) {
      Arrays.fill(rows, i * MiniLm.WIDTH, (i + 1) * MiniLm.WIDTH, values[i]);
    }
    return rows;
  }

  @Test
  void joiningAndSplittingGivesTheSubjectsBack() {
    try (NDManager m = Torch.newManager("cpu")) {
      TokenBatch batch = SubjectTokens.join(List.of(A, B), m);
      assertThat(batch.presence().toFloatArray()).containsExactly(1, 1, 0, 0, 0, 1);
      List<SubjectTokens> split = SubjectTokens.split(batch, batch.x0().mul(2));
      assertThat(split.get(0).rows().get(Modality.TEXT)).containsExactly(rows(2, 6));
      assertThat(split.get(0).rows().get(Modality.IMAGE)).containsExactly(rows(10));
      assertThat(split.get(1).rows()).containsOnlyKeys(Modality.AUDIO);
      assertThat(split.get(1).rows().get(Modality.AUDIO)).containsExactly(rows(14, 18));
    }
  }

  @Test
  void takesAwayFillsAndAverages() {
    assertThat(A.only(PresenceMask.parse("I--")).presence()).isEqualTo(PresenceMask.parse("I--"));
    SubjectTokens filled = A.zeroFilled(Map.of(Modality.AUDIO, 3, Modality.TEXT, 9));
    assertThat(filled.rows().get(Modality.AUDIO)).containsExactly(rows(0, 0, 0));
    assertThat(filled.count(Modality.TEXT)).isEqualTo(2);
    assertThat(A.means().rows().get(Modality.TEXT)).containsExactly(rows(2));
  }
}
