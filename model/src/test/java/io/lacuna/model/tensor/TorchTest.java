package io.lacuna.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TorchTest {
  private final NDManager weights = Torch.newManager("cpu");
  private final NDManager call = weights.newSubManager();

  @AfterEach
  void close() {
    weights.close();
  }

  @Test
  void linearIsXTimesTransposedWeight() {
    NDArray x = call.create(new float[] {1, 2});
    NDArray w = weights.create(new float[] {1, 0, 0, 1, 3, 4}, new Shape(3, 2));
    assertThat(Torch.linear(x, w, null).toFloatArray()).containsExactly(1, 2, 11);
  }

  @Test
  void geluIsTheExactOne() {
    // x·Φ(x) at 1 and −2, Φ from tables
    float[] y = Torch.gelu(call.create(new float[] {1, -2})).toFloatArray();
    assertThat(y[0]).isCloseTo(0.8413447f, within(1e-6f));
    assertThat(y[1]).isCloseTo(-2 * 0.0227501f, within(1e-6f));
  }

  @Test
  void layerNormWithoutWeightsHasZeroMeanAndUnitVariance() {
    NDArray y = Torch.layerNorm(call.create(new float[] {1, 3}), null, null, 0);
    assertThat(y.toFloatArray()).containsExactly(-1, 1);
  }

  @Test
  void groupNormTakesGroupsOfChannelsAndScalesEach() {
    NDArray x = call.create(new float[] {1, 3, 3, 1, 10, 10, 30, 30}, new Shape(1, 4, 2));
    NDArray w = weights.create(new float[] {1, 2, 1, 1});
    NDArray b = weights.create(new float[] {0, 0, 5, 0});
    assertThat(Torch.groupNorm(x, 2, w, b, 0).toFloatArray())
        .containsExactly(new float[] {-1, 1, 2, -2, 4, 4, 1, 1}, within(1e-5f));
  }

  @Test
  void convolutionsPadWithZeros() {
    NDArray x = call.create(new float[] {1, 2, 3}, new Shape(1, 1, 3));
    NDArray sum = weights.ones(new Shape(1, 1, 3));
    assertThat(Torch.conv1d(x, sum, null, 1).toFloatArray()).containsExactly(3, 6, 5);
    NDArray image = call.ones(new Shape(1, 1, 4, 4));
    NDArray w = weights.ones(new Shape(1, 1, 3, 3));
    assertThat(Torch.conv2d(image, w, null, 2, 1).toFloatArray()).containsExactly(4, 6, 6, 9);
  }

  @Test
  void rowsPickAndGradientsAddUpOverRepeats() {
    NDArray x = weights.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 1, 2));
    x.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray y = Torch.rows(x, new long[] {2, 0, 2});
      assertThat(y.getShape()).isEqualTo(new Shape(3, 1, 2));
      assertThat(y.toFloatArray()).containsExactly(5, 6, 1, 2, 5, 6);
      collector.backward(y.sum());
    }
    assertThat(x.getGradient().toFloatArray()).containsExactly(1, 1, 0, 0, 2, 2);
  }

  @Test
  void maskedMeanIgnoresMaskedTokensAndEmptyRows() {
    NDArray x = call.create(new float[] {1, 9, 5, 7}, new Shape(2, 2, 1));
    NDArray mask = call.create(new float[] {1, 0, 0, 0}, new Shape(2, 2));
    assertThat(Torch.maskedMean(x, mask).toFloatArray()).containsExactly(1, 0);
  }

  @Test
  void nothingLandsOnTheManagerOfTheWeights() {
    NDArray w = weights.ones(new Shape(2, 2));
    NDArray w1 = weights.ones(new Shape(2, 2, 1));
    NDArray perChannel = weights.ones(new Shape(2));
    long before = ownedByWeights();
    NDArray x = call.ones(new Shape(3, 2, 2));
    Torch.linear(x, w, null);
    Torch.layerNorm(x, null, null, 1e-5);
    Torch.conv1d(x, w1, null, 0);
    Torch.groupNorm(x, 1, perChannel, perChannel, 1e-5);
    Torch.embedding(call.create(new long[] {0, 1}), w);
    Torch.rows(x, new long[] {0});
    Torch.maskedMean(x, call.ones(new Shape(3, 2)));
    assertThat(ownedByWeights()).isEqualTo(before);
  }

  private long ownedByWeights() {
    return weights.getManagedArrays().stream().filter(a -> a.getManager() == weights).count();
  }

  /** The engine's switch is the thread's own, and on in a new one. */
  @Test
  void gradientsAreOffInTheThreadThatAsksForIt() throws Exception {
    List<Boolean> switches = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              switches.add(JniUtils.isGradMode());
              Torch.inferenceThread();
              switches.add(JniUtils.isGradMode());
            });
    thread.start();
    thread.join();
    assertThat(switches).containsExactly(true, false);
  }

  @Test
  void anUnknownDeviceIsNamed() {
    assertThatThrownBy(() -> Torch.device("gpu:2", 1))
        .hasMessage("device 'gpu:2' must be auto, cpu or gpu:N; GPUs the engine sees: 1");
    assertThatThrownBy(() -> Torch.newManager("tpu")).hasMessageContaining("'tpu'");
    assertThat(Torch.device("auto", 1).isGpu()).isTrue();
    assertThat(Torch.device("auto", 0).isGpu()).isFalse();
  }

  @Test
  void parametersNameWhatIsMissing() {
    NDArray one = weights.ones(new Shape(1));
    Parameters p = Parameters.of(Map.of("a.w", one, "a.b", one, "c", one));
    assertThat(p.names()).containsExactly("a.b", "a.w", "c");
    assertThat(p.sub("a.").names()).containsExactly("b", "w");
    assertThatThrownBy(() -> p.get("a.x")).hasMessage("no parameter 'a.x' among 3: [c]…");
    assertThatThrownBy(() -> p.merge(p.sub("a.").merge(p))).hasMessageContaining("both");
    assertThat(p.digest()).isNotEqualTo(p.sub("a.").digest()).hasSize(64);
  }

  /** What a backward pass needs must not lie in memory that Java may free before it. */
  @Test
  void aScaledArrayKeepsItsFactorThroughAGarbageCollection() {
    NDArray x = weights.ones(new Shape(4));
    x.setRequiresGradient(true);
    List<ByteBuffer> garbage = new ArrayList<>();
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray sum = weights.zeros(new Shape());
      for (int i = 0; i < 200; i++) {
        sum = sum.add(Torch.scale(x, 3).sum());
      }
      System.gc();
      for (int i = 0; i < 20_000; i++) {
        garbage.add(ByteBuffer.allocateDirect(4).putFloat(0, 1e9f));
      }
      collector.backward(sum);
    }
    assertThat(garbage).isNotEmpty();
    assertThat(x.getGradient().toFloatArray()).containsOnly(600);
  }
}
