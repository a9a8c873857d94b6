package io.lacuna.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Torch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps of two tasks: both pull at a shared array, each has one of its own. */
class TaskStepTest {
  /** An update then subtracts the gradient itself. */
  private static final AdamW.Settings PLAIN = new AdamW.Settings(0, 0.999999, 1e6, 0);

  private static final double PLAIN_RATE = 1e6;
  private static final List<String> BOTH = List.of("a", "b");

  private final Map<String, NDArray> arrays = new TreeMap<>();
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Torch.newManager("cpu");
    Torch.inferenceThread();
    for (String name : List.of("shared", "of a", "of b")) {
      NDArray array = manager.zeros(new Shape(2));
      array.setRequiresGradient(true);
      arrays.put(name, array);
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray on(NDManager m, String name) {
    return m.ones(new Shape(2)).mul(arrays.get(name));
  }

  /** Half the squared distance of the shared array, and of the task's own, from a point. */
  private NDArray pull(NDManager m, String task, double scale, float x, float y) {
    NDArray point = m.create(new float[] {x, y});
    NDArray shared = on(m, "shared").sub(point).square().sum();
    NDArray own = on(m, "of " + task).sub(point).square().sum();
    return Torch.scale(shared.add(own), scale / 2);
  }

  private TaskLosses losses(NDManager m, double scale, List<String> known) {
    NDArray b = pull(m, "b", known.contains("b") ? scale : 0, 0, 2);
    NDArray common = Torch.scale(on(m, "shared").sum(), 0.5);
    return new TaskLosses(
        List.of(
            TaskLosses.Term.of("a", pull(m, "a", 1, 1, 0)),
            TaskLosses.Term.of("b", b),
            TaskLosses.Term.common(common)),
        known);
  }

  private float update(GradientWeights weights, List<String> known) {
    try (AdamW adam = new AdamW(manager, arrays, PLAIN)) {
      TrainingStep step = new TrainingStep(manager, arrays, adam, 1e9);
      return step.run(m -> losses(m, 1, known), weights, PLAIN_RATE);
    }
  }

  private void assertArrays(float[] shared, float[] ofA, float[] ofB) {
    assertThat(arrays.get("shared").toFloatArray()).containsExactly(shared, within(1e-4f));
    assertThat(arrays.get("of a").toFloatArray()).containsExactly(ofA, within(1e-4f));
    assertThat(arrays.get("of b").toFloatArray()).containsExactly(ofB, within(1e-4f));
  }

  @Test
  void weightsGoToSharedArraysAndCommonLossesToAll() {
    float loss = update((losses, products) -> new double[] {3, 0.25}, BOTH);
    assertThat(loss).isEqualTo(1 + 4);
    // 3·(1, 0) + 0.25·(0, 2) − (0.5, 0.5), and each own array straight to its point
    assertArrays(new float[] {2.5f, 0}, new float[] {1, 0}, new float[] {0, 2});
  }

  @Test
  void theWeightsAreToldLossesAndProductsOfWhatIsShared() {
    update(
        (losses, products) -> {
          assertThat(losses).containsExactly(1, 4);
          assertThat(products).isDeepEqualTo(new double[][] {{1, 0}, {0, 4}});
          return new double[] {1, 1};
        },
        BOTH);
  }

  @Test
  void equalWeightsGiveThePlainSum() {
    update((losses, products) -> new double[] {1, 1}, BOTH);
    float[] weighed = arrays.get("shared").toFloatArray();
    arrays.values().forEach(a -> a.set(new float[2]));
    try (AdamW adam = new AdamW(manager, arrays, PLAIN)) {
      TrainingStep step = new TrainingStep(manager, arrays, adam, 1e9);
      step.run(m -> losses(m, 1, BOTH).sum(), PLAIN_RATE);
    }
    assertThat(weighed).containsExactly(arrays.get("shared").toFloatArray(), within(1e-6f));
  }

  @Test
  void aTaskWithoutTruthIsNotAskedFor() {
    update(
        (losses, products) -> {
          assertThat(losses).hasSize(1);
          return new double[] {1};
        },
        List.of("a"));
    assertArrays(new float[] {0.5f, -0.5f}, new float[] {1, 0}, new float[] {0, 0});
  }

  @Test
  void aBatchWithoutAnyTruthTakesTheCommonLossAlone() {
    try (AdamW adam = new AdamW(manager, arrays, PLAIN)) {
      TrainingStep step = new TrainingStep(manager, arrays, adam, 1e9);
      step.run(
          m -> {
            NDArray nothing = pull(m, "a", 0, 1, 0);
            NDArray common = on(m, "shared").sum();
            return new TaskLosses(
                List.of(TaskLosses.Term.of("a", nothing), TaskLosses.Term.common(common)),
                List.of());
          },
          (losses, products) -> {
            throw new AssertionError("there is nothing to weigh");
          },
          PLAIN_RATE);
    }
    assertArrays(new float[] {-1, -1}, new float[2], new float[2]);
  }

  @Test
  void nothingIsUpdatedByALossThatIsNoNumber() {
    try (AdamW adam = new AdamW(manager, arrays, PLAIN)) {
      TrainingStep step = new TrainingStep(manager, arrays, adam, 1e9);
      assertThatThrownBy(
              () ->
                  step.run(
                      m -> losses(m, Double.NaN, BOTH), (l, p) -> new double[] {1, 1}, PLAIN_RATE))
          .isInstanceOf(DivergedException.class);
    }
    assertArrays(new float[2], new float[2], new float[2]);
  }

  @Test
  void arraysDoNotPileUp() {
    try (AdamW adam = new AdamW(manager, arrays, AdamW.Settings.of(0))) {
      TrainingStep step = new TrainingStep(manager, arrays, adam, 1);
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 50; i++) {
        step.run(m -> losses(m, 1, BOTH), (l, p) -> new double[] {1, 2}, 0.01);
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }
}
