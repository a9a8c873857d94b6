package io.lacuna.model.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every variant of the block against a PyTorch program (golden/mixture_variants.safetensors). */
class MixtureVariantsTest {
  private final NDManager manager = Torch.newManager("cpu");
  private Parameters golden;
  private NDArray x;
  private NDArray mask;
  private NDArray presence;

  @BeforeEach
  void read() throws IOException, URISyntaxException {
    Path file = Path.of(getClass().getResource("/golden/mixture_variants.safetensors").toURI());
    golden = Safetensors.read(file, manager);
    x = golden.get("x");
    mask = golden.get("mask");
    presence = golden.get("presence");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  static Stream<String> variants() {
    return VariantForms.ALL.keySet().stream().sorted();
  }

  private LowRankMixture.Mixed mixed(String variant, String task, Parameters p, boolean training) {
    MixtureForm form = VariantForms.ALL.get(variant);
    return LowRankMixture.of(x, mask, presence, p, form, task, training);
  }

  private Parameters weights(String variant) {
    return golden.sub(variant + ".");
  }

  static float difference(NDArray a, NDArray b) {
    assertThat(a.getShape()).isEqualTo(b.getShape());
    return a.sub(b).abs().max().getFloat();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void equalsThePyTorchProgram(String variant) {
    Parameters p = weights(variant);
    for (String task : VariantForms.TASKS) {
      LowRankMixture.Mixed mixed = mixed(variant, task, p, false);
      assertThat(difference(mixed.gate(), p.get(task + ".out.gate"))).isLessThan(1e-5f);
      assertThat(difference(mixed.pi(), p.get(task + ".out.pi"))).isLessThan(1e-5f);
      assertThat(difference(mixed.z(), p.get(task + ".out.z"))).isLessThan(1e-5f);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void hasTheWeightsOfTheProgramAndNoOther(String variant) {
    Map<String, Shape> shapes = new TreeMap<>();
    weights(variant)
        .asMap()
        .forEach(
            (key, value) -> {
              if (!key.contains(".out.") || key.contains(".gate.out.")) {
                shapes.put(key, value.getShape());
              }
            });
    assertThat(VariantForms.ALL.get(variant).shapes()).isEqualTo(shapes);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void aRecordAloneWithoutItsPaddingEqualsTheRecordInTheBatch(String variant) {
    Parameters p = weights(variant);
    MixtureForm form = VariantForms.ALL.get(variant);
    NDArray together = mixed(variant, "emotion", p, false).z();
    NDArray alone =
        LowRankMixture.of(
                x.get("2:3, :2"),
                mask.get("2:3, :2"),
                presence.get("2:3"),
                p,
                form,
                "emotion",
                false)
            .z();
    assertThat(difference(alone, together.get("2:3, :2"))).isLessThan(1e-5f);
  }

  /** With everything on its way, no parameter of the task is left without a gradient. */
  @ParameterizedTest
  @MethodSource("variants")
  void gradientsReachWhatTheTaskUsesAndNothingElse(String variant) {
    Map<String, Float> gradients = gradients(variant, "emotion");
    boolean all = VariantForms.ALL.get(variant).options().routing() == ExpertOptions.Routing.ALL;
    gradients.forEach(
        (key, gradient) -> {
          boolean foreign =
              key.startsWith("sentiment.") || (key.startsWith("own.sentiment.") && !all);
          if (foreign) {
            assertThat(gradient).as(key).isZero();
          } else {
            assertThat(gradient).as(key).isPositive();
          }
        });
  }

  /** Largest gradient of each weight; every record together uses every expert of top-k. */
  private Map<String, Float> gradients(String variant, String task) {
    Map<String, NDArray> arrays = new TreeMap<>();
    VariantForms.ALL
        .get(variant)
        .shapes()
        .keySet()
        .forEach(key -> arrays.put(key, weights(variant).get(key)));
    arrays.values().forEach(a -> a.setRequiresGradient(true));
    Engine.getEngine("PyTorch").setRandomSeed(3);
    try (NDManager m = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray sum = m.zeros(new Shape(1));
      for (NDArray a : arrays.values()) {
        sum = sum.add(m.zeros(new Shape(1)).mul(a).sum());
      }
      NDArray z = mixed(variant, task, Parameters.of(arrays), true).z();
      collector.backward(sum.add(z.square().sum()));
    }
    Map<String, Float> largest = new TreeMap<>();
    arrays.forEach((key, a) -> largest.put(key, a.getGradient().abs().max().getFloat()));
    return largest;
  }

  @Test
  void topKDropsExactlyTheOthersAndRenormalises() {
    float[] gate = mixed("top_k", "emotion", weights("top_k"), false).gate().toFloatArray();
    for (int record = 0; record < 4; record++) {
      float[] row = Arrays.copyOfRange(gate, record * 4, record * 4 + 4);
      assertThat(zeros(row)).isEqualTo(2);
      assertThat(sum(row)).isCloseTo(1, within(1e-6));
    }
  }

  /** Logits that are all the same leave no doubt either: k experts stay. */
  @Test
  void topKKeepsKOfEquals() {
    Map<String, NDArray> equal = new TreeMap<>(weights("top_k").asMap());
    equal.replaceAll((key, a) -> key.contains(".gate.out.") ? a.zerosLike() : a);
    NDArray gate = mixed("top_k", "emotion", Parameters.of(equal), false).gate();
    for (int record = 0; record < 4; record++) {
      float[] row = gate.get(record).toFloatArray();
      assertThat(zeros(row)).isEqualTo(2);
    }
  }

  private static int zeros(float[] row) {
    int zeros = 0;
    for (float weight : row) {
      zeros += weight == 0 ? 1 : 0;
    }
    return zeros;
  }

  private static double sum(float[] row) {
    double sum = 0;
    for (float weight : row) {
      sum += weight;
    }
    return sum;
  }

  /** The same draws by hand: logits + draw · scale, the two least out, softmax over the rest. */
  @Test
  void trainingAddsNoiseOfTheLearnedScaleFromTheSeededGenerator() {
    Parameters p = weights("top_k");
    Engine engine = Engine.getEngine("PyTorch");
    engine.setRandomSeed(5);
    NDArray first = mixed("top_k", "emotion", p, true).gate();
    engine.setRandomSeed(5);
    NDArray again = mixed("top_k", "emotion", p, true).gate();
    assertThat(again.toFloatArray()).isEqualTo(first.toFloatArray());
    NDArray other = mixed("top_k", "emotion", p, true).gate();
    assertThat(other.toFloatArray()).isNotEqualTo(first.toFloatArray());
    engine.setRandomSeed(5);
    float[] draws = manager.randomNormal(new Shape(4, 4)).toFloatArray();
    float[] logits = p.get("emotion.out.logits").toFloatArray();
    float[] scale = p.get("emotion.out.scale").toFloatArray();
    List<Float> expected = new ArrayList<>();
    for (int record = 0; record < 4; record++) {
      double[] noisy = new double[4];
      for (int e = 0; e < 4; e++) {
        int at = record * 4 + e;
        noisy[e] = logits[at] + draws[at] * scale[at];
      }
      double least = Arrays.stream(noisy).sorted().toArray()[2];
      double total = Arrays.stream(noisy).filter(l -> l >= least).map(Math::exp).sum();
      for (double l : noisy) {
        expected.add(l >= least ? (float) (Math.exp(l) / total) : 0f);
      }
    }
    float[] gate = first.toFloatArray();
    for (int i = 0; i < gate.length; i++) {
      assertThat(gate[i]).isCloseTo(expected.get(i), within(1e-5f));
    }
  }

  @Test
  void anAnswerTakesNothingFromTheGenerator() {
    Engine engine = Engine.getEngine("PyTorch");
    engine.setRandomSeed(5);
    NDArray first = mixed("top_k", "emotion", weights("top_k"), false).gate();
    float[] draw = manager.randomNormal(new Shape(3)).toFloatArray();
    engine.setRandomSeed(5);
    assertThat(manager.randomNormal(new Shape(3)).toFloatArray()).isEqualTo(draw);
    NDArray again = mixed("top_k", "emotion", weights("top_k"), false).gate();
    assertThat(again.toFloatArray()).isEqualTo(first.toFloatArray());
  }

  /** What a gate without a presence table has no use for is not looked at. */
  @Test
  void onlyAGateKnowsThePresencePattern() {
    NDArray others = manager.full(new Shape(4), 2).toType(DataType.INT64, false);
    for (String variant : List.of("mmoe", "cgc", "soft", "top_k")) {
      MixtureForm form = VariantForms.ALL.get(variant);
      NDArray gate =
          LowRankMixture.of(x, mask, others, weights(variant), form, "emotion", false).gate();
      NDArray own = mixed(variant, "emotion", weights(variant), false).gate();
      assertThat(gate.toFloatArray()).as(variant).isNotEqualTo(own.toFloatArray());
    }
    MixtureForm hard = VariantForms.ALL.get("hard_sharing");
    assertThat(hard.shapes().keySet()).noneMatch(key -> key.contains("gate"));
  }
}
