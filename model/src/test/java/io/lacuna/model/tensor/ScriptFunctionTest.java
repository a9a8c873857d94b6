package io.lacuna.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptFunctionTest {
  private static final String LINEAR =
      """
        def forward(self: __torch__.M, x: Tensor, w: Tensor) -> Tensor:
          return torch.to(torch.matmul(torch.to(x, 15), w), 6)
      """;

  private final NDManager owner = Torch.newManager("cpu");

  @AfterEach
  void close() {
    owner.close();
  }

  @Test
  void multipliesInBfloat16AndGivesFloat32() {
    ScriptFunction linear = new ScriptFunction(owner, LINEAR);
    // 1 + 2^-8 has one bit more than bfloat16 keeps
    NDArray w = owner.create(new float[] {1 + 1f / 256, 3}, new Shape(2, 1));
    NDArray half = ScriptFunction.toBfloat16(owner).apply(w);
    try (NDManager call = owner.newSubManager()) {
      NDArray x = call.create(new float[] {1, 2}, new Shape(1, 2));
      NDArray y = linear.apply(x, half);
      assertThat(y.toFloatArray()).containsExactly(7);
      assertThat(y.getManager()).isSameAs(call);
    }
  }

  /** The engine would hand an input with a name over in a dictionary. */
  @Test
  void takesArraysThatHaveNames() {
    ScriptFunction linear = new ScriptFunction(owner, LINEAR);
    NDArray w = ScriptFunction.toBfloat16(owner).apply(owner.ones(new Shape(1, 1)));
    NDArray x = owner.create(new float[] {5}, new Shape(1, 1));
    x.setName("x");
    assertThat(linear.apply(x, w).toFloatArray()).containsExactly(5);
  }

  @Test
  void theSameCallGivesTheSameBitsFromTheFirstOn() {
    ScriptFunction linear = new ScriptFunction(owner, LINEAR);
    NDArray x = owner.randomNormal(new Shape(64, 96));
    NDArray w = ScriptFunction.toBfloat16(owner).apply(owner.randomNormal(new Shape(96, 48)));
    float[] first = linear.apply(x, w).toFloatArray();
    for (int i = 0; i < 5; i++) {
      assertThat(linear.apply(x, w).toFloatArray()).containsExactly(first);
    }
  }

  /** The engine's own models are closed when only their block can be reached. */
  @Test
  void aFunctionOutlivesAGarbageCollection() {
    ScriptFunction half = ScriptFunction.toBfloat16(owner);
    ScriptFunction linear = new ScriptFunction(owner, LINEAR);
    NDArray w = half.apply(owner.ones(new Shape(1, 1)));
    System.gc();
    System.runFinalization();
    NDArray x = owner.create(new float[] {5}, new Shape(1, 1));
    assertThat(linear.apply(x, w).toFloatArray()).containsExactly(5);
  }

  @Test
  void whatIsNoTorchScriptIsRefused() {
    assertThatThrownBy(
            () -> new ScriptFunction(owner, "  def forward(self) -> Tensor:\n    return nothing\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not TorchScript");
  }
}
