package io.lacuna.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lacuna.model.tensor.Torch;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OptimTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Torch.newManager("cpu");
    Torch.inferenceThread();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray trainable(float... values) {
    NDArray p = manager.create(values, new Shape(1, values.length));
    p.setRequiresGradient(true);
    return p;
  }

  /** AdamW by the definition, on one number, in double precision. */
  private static double reference(double p, int steps, double rate, double decay) {
    double m = 0;
    double v = 0;
    for (int t = 1; t <= steps; t++) {
      double g = 2 * p;
      p -= rate * decay * p;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      p -= rate * m / (1 - Math.pow(0.9, t)) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
    }
    return p;
  }

  @Test
  void adamWFollowsItsDefinitionWithDecoupledDecay() {
    NDArray p = trainable(1.5f, -0.3f);
    Map<String, NDArray> trainable = Map.of("p", p);
    try (AdamW adam = new AdamW(manager, trainable, AdamW.Settings.of(0.1))) {
      TrainingStep step = new TrainingStep(manager, trainable, adam, 1e9);
      for (int i = 0; i < 20; i++) {
        step.run(m -> onStep(m, p).square().sum(), 0.05);
      }
    }
    assertThat((double) p.toFloatArray()[0]).isCloseTo(reference(1.5, 20, 0.05, 0.1), within(1e-5));
    assertThat((double) p.toFloatArray()[1])
        .isCloseTo(reference(-0.3, 20, 0.05, 0.1), within(1e-5));
  }

  private static NDArray onStep(NDManager m, NDArray p) {
    return m.ones(p.getShape()).mul(p);
  }

  @Test
  void clippingScalesBothSignsByTheJointNorm() {
    NDArray p = trainable(0, 0);
    Map<String, NDArray> trainable = Map.of("p", p);
    AdamW.Settings plain = new AdamW.Settings(0, 0.999999, 1e6, 0);
    try (AdamW adam = new AdamW(manager, trainable, plain)) {
      TrainingStep step = new TrainingStep(manager, trainable, adam, 0.5);
      step.run(m -> onStep(m, p).mul(m.create(new float[] {3, -4})).sum(), 1e6);
    }
    assertThat(p.toFloatArray()[0]).isCloseTo(-0.3f, within(1e-3f));
    assertThat(p.toFloatArray()[1]).isCloseTo(0.4f, within(1e-3f));
  }

  @Test
  void arraysDoNotPileUp() {
    NDArray p = trainable(1, 2);
    Map<String, NDArray> trainable = Map.of("p", p);
    try (AdamW adam = new AdamW(manager, trainable, AdamW.Settings.of(0))) {
      TrainingStep step = new TrainingStep(manager, trainable, adam, 1);
      step.run(m -> onStep(m, p).square().sum(), 0.01);
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 50; i++) {
        step.run(m -> onStep(m, p).square().sum(), 0.01);
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void refusesALossThatIsNoNumber() {
    NDArray p = trainable(1);
    Map<String, NDArray> trainable = Map.of("p", p);
    try (AdamW adam = new AdamW(manager, trainable, AdamW.Settings.of(0))) {
      TrainingStep step = new TrainingStep(manager, trainable, adam, 1);
      assertThatThrownBy(() -> step.run(m -> onStep(m, p).mul(Float.NaN).sum(), 0.1))
          .hasMessage("the loss is NaN");
    }
    assertThat(p.toFloatArray()).containsExactly(1);
  }

  @Test
  void theRateRisesAndFalls() {
    LearningRate rate = new LearningRate(2, 0.1, LearningRate.Decay.LINEAR, 100);
    assertThat(rate.at(0)).isLessThan(0.2);
    assertThat(rate.at(10)).isEqualTo(2);
    assertThat(rate.at(55)).isCloseTo(1, within(1e-9));
    assertThat(new LearningRate(2, 0.1, LearningRate.Decay.COSINE, 100).at(55))
        .isCloseTo(1, within(1e-9));
    assertThat(rate.at(99)).isLessThan(0.05);
  }

  @Test
  void crossEntropyLeavesOutRecordsWithoutTruth() {
    NDArray logits = manager.create(new float[][] {{0, 200}, {-200, 3}});
    NDArray truth = manager.create(new float[][] {{1, 1}, {1, 0}});
    NDArray weight = manager.create(new float[] {1, 0});
    assertThat((double) Losses.mean(Losses.binaryCrossEntropy(logits, truth), weight).getFloat())
        .isCloseTo(Math.log(2) / 2, within(1e-6));
    NDArray none = manager.create(new float[] {0, 0});
    assertThat(Losses.mean(Losses.binaryCrossEntropy(logits, truth), none).getFloat()).isZero();
  }

  @Test
  void moreVersusFewerAsksNothingOfTheSideThatShowsLess() {
    NDArray more = manager.create(new float[] {2, 1});
    NDArray fewer = manager.create(new float[] {1.5f, 3});
    assertThat(Losses.moreVersusFewer(more, fewer).toFloatArray()).containsExactly(0.5f, 0);
    more.setRequiresGradient(true);
    fewer.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      collector.backward(
          Losses.moreVersusFewer(more, fewer)
              .add(fewer.mul(manager.zeros(fewer.getShape())))
              .sum());
    }
    assertThat(more.getGradient().toFloatArray()).containsExactly(1, 0);
    assertThat(fewer.getGradient().toFloatArray()).containsExactly(0, 0);
  }
}
