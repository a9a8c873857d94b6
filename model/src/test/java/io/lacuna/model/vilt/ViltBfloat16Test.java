package io.lacuna.model.vilt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.Base;
import io.lacuna.model.tensor.Precision;
import io.lacuna.model.tensor.Torch;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ViLT whose blocks compute in bfloat16. */
class ViltBfloat16Test {
  /** Of the largest state: bfloat16 keeps eight bits. */
  private static final float BAND = 2e-2f;

  @TempDir Path dir;

  @Test
  void statesLieWithinTheBandOfFloat32WithDeltasAndPadding() throws Exception {
    TinyVilt.folder(dir, 2, 3);
    Base exact = ViltBase.load(dir, "cpu");
    Torch.inferenceThread();
    try (Base half = exact.inBfloat16();
        NDManager m = half.manager().newSubManager()) {
      assertThat(half.precision()).isEqualTo(Precision.BFLOAT16);
      NDArray x0 = TinyVilt.normal(m, 1, new Shape(3, 7, exact.width()));
      NDArray mask =
          m.create(new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0})
              .reshape(3, 7);
      Map<Integer, UnaryOperator<NDArray>> deltas = Map.of(1, x -> x.mul(0.25f));
      NDArray counts = mask.expandDims(2);
      NDArray expected = exact.encode(x0, mask, deltas).mul(counts);
      NDArray states = half.encode(x0, mask, deltas).mul(counts);
      NDArray packed = half.encodeForScoring(x0, mask, deltas).mul(counts);
      float scale = TinyVilt.largest(expected);
      assertThat(TinyVilt.largest(states.sub(expected)) / scale).isBetween(1e-5f, BAND);
      assertThat(TinyVilt.largest(packed.sub(expected)) / scale).isLessThan(BAND);
      NDArray without = half.encode(x0, mask, Map.of()).mul(counts);
      assertThat(TinyVilt.largest(without.sub(states)) / scale).as("the delta").isGreaterThan(BAND);
      assertThatThrownBy(() -> half.encode(x0, mask, Map.of(99, x -> x)))
          .hasMessageContaining("a delta for block 99");
    }
  }
}
