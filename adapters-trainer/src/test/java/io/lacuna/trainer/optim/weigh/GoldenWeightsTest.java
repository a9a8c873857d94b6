package io.lacuna.trainer.optim.weigh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.model.score.TaskSpec;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.TaskKind;
import io.lacuna.trainer.data.TaskTarget;
import io.lacuna.trainer.optim.AdamW;
import io.lacuna.trainer.optim.Losses;
import io.lacuna.trainer.optim.TaskLosses;
import io.lacuna.trainer.optim.TrainingStep;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights against those of an independent program, {@code golden/task_weights.py}. */
class GoldenWeightsTest {
  private static Stream<JsonNode> cases(String set) throws IOException {
    try (InputStream in =
        GoldenWeightsTest.class.getResourceAsStream("/golden/task_weights.json")) {
      JsonNode cases = JsonMapper.builder().build().readTree(in).get(set);
      return StreamSupport.stream(cases.spliterator(), false);
    }
  }

  private static double[] row(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static double[][] rows(JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(GoldenWeightsTest::row)
        .toArray(double[][]::new);
  }

  static Stream<JsonNode> nash() throws IOException {
    return cases("nash");
  }

  @ParameterizedTest
  @MethodSource("nash")
  void bargains(JsonNode known) {
    double[] wanted = row(known.get("alpha"));
    double[] alpha = NashWeights.solve(rows(known.get("products")));
    for (int i = 0; i < wanted.length; i++) {
      assertThat(alpha[i] / wanted[i]).isCloseTo(1, within(1e-7));
    }
  }

  static Stream<JsonNode> equitable() throws IOException {
    return cases("equitable");
  }

  @ParameterizedTest
  @MethodSource("equitable")
  void evensOut(JsonNode known) {
    double[] weights =
        new EquitableWeights().of(row(known.get("losses")), rows(known.get("products")));
    assertThat(weights).containsExactly(row(known.get("weights")), within(1e-12));
  }

  static Stream<JsonNode> achievement() throws IOException {
    return cases("achievement");
  }

  @ParameterizedTest
  @MethodSource("achievement")
  void asksForWhatIsNotAchieved(JsonNode known) {
    double[] losses = row(known.get("losses"));
    double[] weights = row(known.get("qualities"));
    for (int t = 0; t < weights.length; t++) {
      weights[t] =
          AchievementWeighing.weight(weights[t], known.get("potentials").get(t).asDouble());
    }
    double[] factors = AchievementWeighing.factors(losses, weights);
    assertThat(factors).containsExactly(row(known.get("factors")), within(1e-10));
    double value = 0;
    for (int t = 0; t < losses.length; t++) {
      value += factors[t] * losses[t];
    }
    assertThat(value).isCloseTo(known.get("value").asDouble(), within(1e-10));
  }

  static Stream<JsonNode> uncertainty() throws IOException {
    return cases("uncertainty");
  }

  @ParameterizedTest
  @MethodSource("uncertainty")
  void learnsTheNoiseOfTasks(JsonNode known) {
    TaskTarget error =
        new TaskTarget(new TaskSpec("error", TaskKind.REGRESSION, List.of("error")), -1, 1);
    TaskTarget label =
        new TaskTarget(new TaskSpec("label", TaskKind.MULTILABEL, List.of("label")), 0, 1);
    Torch.inferenceThread();
    try (NDManager manager = Torch.newManager("cpu");
        Weighing weighing = new UncertaintyWeighing(List.of(error, label), manager)) {
      float start = (float) known.get("w").asDouble();
      NDArray w = manager.create(new float[] {start}, new Shape(1, 1));
      NDArray first = weighing.learned().get("uncertainty.error");
      NDArray second = weighing.learned().get("uncertainty.label");
      double[] s = row(known.get("s"));
      first.set(new float[] {(float) s[0]});
      second.set(new float[] {(float) s[1]});
      Map<String, NDArray> trained = new TreeMap<>(weighing.learned());
      trained.put("w", w);
      trained.values().forEach(a -> a.setRequiresGradient(true));
      // an update that subtracts the gradient itself
      AdamW.Settings plain = new AdamW.Settings(0, 0.999999, 1e8, 0);
      float value;
      try (AdamW adam = new AdamW(manager, trained, plain)) {
        TrainingStep step = new TrainingStep(manager, trained, adam, 1e9);
        value = weighing.update(step, m -> losses(m, w), 1e8);
      }
      double[] gradient = row(known.get("gradient_s"));
      assertThat((double) value).isCloseTo(known.get("value").asDouble(), within(1e-5));
      assertThat((double) start - w.toFloatArray()[0])
          .isCloseTo(known.get("gradient_w").asDouble(), within(1e-4));
      assertThat(s[0] - first.toFloatArray()[0]).isCloseTo(gradient[0], within(1e-4));
      assertThat(s[1] - second.toFloatArray()[0]).isCloseTo(gradient[1], within(1e-4));
    }
  }

  private static TaskLosses losses(NDManager m, NDArray w) {
    NDArray x = m.ones(new Shape(1, 1)).mul(w);
    NDArray entropy = Losses.binaryCrossEntropy(x, m.ones(new Shape(1, 1))).sum();
    return new TaskLosses(
        List.of(
            TaskLosses.Term.of("error", x.mul(m.create(2f)).sub(1).abs().sum()),
            TaskLosses.Term.of("label", entropy)),
        List.of("error", "label"));
  }
}
