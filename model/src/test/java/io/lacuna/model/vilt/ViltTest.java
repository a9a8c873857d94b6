package io.lacuna.model.vilt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.Golden;
import io.lacuna.model.nn.MoraDelta;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViltTest {
  private static final List<Modality> TEXT_IMAGE = List.of(Modality.TEXT, Modality.IMAGE);
  private static final Path FOLDER = Golden.path("vilt_tiny");

  private static NDManager root;
  private static Vilt vilt;

  @BeforeAll
  static void load() throws IOException {
    root = Torch.newManager("cpu");
    ViltConfig config = ViltConfig.read(FOLDER);
    vilt = new Vilt(config, ViltWeights.load(FOLDER, config, root));
  }

  @AfterAll
  static void close() {
    root.close();
  }

  /** The tokens of a golden case. */
  private record Tokens(NDArray x0, NDArray mask) {
    static Tokens of(Parameters golden, String prefix) {
      NDArray ids = golden.get(prefix + "input_ids");
      NDArray image = vilt.embedImage(golden.get(prefix + "pixel_values"));
      NDArray mask = golden.get(prefix + "attention_mask").toType(DataType.FLOAT32, false);
      NDArray all =
          ids.getManager().ones(new Shape(image.getShape().get(0), image.getShape().get(1)));
      return new Tokens(vilt.embedText(ids).concat(image, 1), mask.concat(all, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"square", "wide", "tall"})
  void statesEqualHuggingFaces(String name) throws IOException {
    try (NDManager m = root.newSubManager()) {
      Parameters golden = Safetensors.read(FOLDER.resolve("cases.safetensors"), m).sub(name + ".");
      Tokens tokens = Tokens.of(golden, "");
      NDArray states = vilt.encode(tokens.x0, tokens.mask, Map.of());
      NDArray textMask = golden.get("attention_mask").toType(DataType.FLOAT32, false);
      long t = textMask.getShape().get(1);
      NDArray text = states.get(":, 0:" + t).sub(golden.get("hf_text_states"));
      assertThat(largest(text.mul(textMask.expandDims(2)))).isLessThan(1e-5f);
      NDArray sequence = states.sub(golden.get("sequence_raster_order"));
      assertThat(largest(sequence.mul(tokens.mask.expandDims(2)))).isLessThan(1e-5f);
      NDArray pooled = vilt.pool(states).sub(golden.get("hf_pooler_output"));
      assertThat(largest(pooled)).isLessThan(1e-5f);
    }
  }

  @ParameterizedTest
  @CsvSource({"eps1e-12, 1e-12", "eps1e-6, 1e-6"})
  void moraLogitsEqualTheReferences(String tag, double eps) throws IOException {
    try (NDManager m = root.newSubManager()) {
      Parameters golden = Safetensors.read(Golden.path("mora_tiny/cases.safetensors"), m);
      Tokens tokens = Tokens.of(golden, "");
      Parameters mora =
          Parameters.of(
              Map.of(
                  "down.weight", golden.get("down"),
                  "up.image.weight", golden.get("text_missing_up"),
                  "up.text.weight", golden.get("image_missing_up")));
      NDArray present = golden.get("present_text_image");
      Vilt model = new Vilt(vilt.config().withBlockNormEps(eps), vilt.weights());
      NDArray pooled =
          model.pool(model.encode(tokens.x0, tokens.mask, Map.of(0, mora(present, mora))));
      assertThat(largest(pooled.sub(golden.get(tag + ".pooled")))).isLessThan(1e-5f);
      Parameters head = golden.sub("head.");
      NDArray wide = Torch.linear(pooled, head.get("0.weight"), head.get("0.bias"));
      NDArray normal = Torch.layerNorm(wide, head.get("1.weight"), head.get("1.bias"), 1e-5);
      NDArray logits = Torch.linear(Torch.gelu(normal), head.get("3.weight"), head.get("3.bias"));
      assertThat(largest(logits.sub(golden.get(tag + ".logits")))).isLessThan(2e-5f);
    }
  }

  @Test
  void aFreshMoraDeltaIsTheBaseToTheBit() throws IOException {
    try (NDManager m = root.newSubManager()) {
      Parameters golden = Safetensors.read(Golden.path("mora_tiny/cases.safetensors"), m);
      Tokens tokens = Tokens.of(golden, "");
      Parameters mora = fresh(m);
      NDArray plain = vilt.encode(tokens.x0, tokens.mask, Map.of());
      NDArray adapted =
          vilt.encode(
              tokens.x0, tokens.mask, Map.of(0, mora(golden.get("present_text_image"), mora)));
      assertThat(adapted.toFloatArray()).isEqualTo(plain.toFloatArray());
    }
  }

  private static UnaryOperator<NDArray> mora(NDArray present, Parameters mora) {
    return x -> MoraDelta.of(x, present, mora, TEXT_IMAGE, 1);
  }

  private static Parameters fresh(NDManager m) {
    Map<String, NDArray> arrays = new TreeMap<>();
    Random random = new Random(5);
    MoraDelta.shapes(vilt.config().hiddenSize(), 4, TEXT_IMAGE)
        .forEach(
            (key, shape) ->
                arrays.put(key, m.create(MoraDelta.initial(key, shape, random), shape)));
    return Parameters.of(arrays);
  }

  @Test
  void aDeltaSeesTheInputOfItsBlockAndAddsToItsOutput() {
    try (NDManager m = root.newSubManager()) {
      NDArray x0 = normal(m, 1, new Shape(1, 4, vilt.config().hiddenSize()));
      NDArray mask = m.ones(new Shape(1, 4));
      NDArray noise = normal(m, 2, x0.getShape());
      NDArray[] seen = new NDArray[1];
      NDArray plain =
          vilt.encode(
              x0,
              mask,
              Map.of(
                  1,
                  x -> {
                    seen[0] = x.duplicate();
                    seen[0].attach(m);
                    return x.zerosLike();
                  }));
      NDArray added = vilt.encode(x0, mask, Map.of(1, x -> x.sub(seen[0]).add(noise)));
      NDArray later = vilt.encode(x0, mask, Map.of(2, x -> x.zerosLike().add(noise)));
      // the last block's delta passes the last norm alone; the one before passes a block as well
      assertThat(largest(seen[0].sub(x0))).isGreaterThan(0.1f);
      assertThat(largest(added.sub(plain))).isGreaterThan(0.1f);
      assertThat(largest(added.sub(later))).isGreaterThan(0.1f);
      NDArray constant = vilt.encode(x0, mask, Map.of(1, x -> x.zerosLike().add(noise)));
      assertThat(largest(added.sub(constant))).isZero();
      assertThatThrownBy(() -> vilt.encode(x0, mask, Map.of(3, x -> x)))
          .hasMessage("a delta for block 3; there are blocks 0 to 2");
    }
  }

  @Test
  void batchMatesAndPaddingHaveNoInfluence() {
    int[][] sizes = {{64, 64}, {32, 96}, {64, 64}, {96, 32}, {16, 16}};
    try (NDManager m = root.newSubManager()) {
      List<Features> images = Arrays.stream(sizes).map(s -> image(s[0], s[1])).toList();
      NDArray ids = m.create(new long[] {5, 17, 99, 3}, new Shape(1, 4));
      NDArray text = vilt.embedText(ids);
      NDArray together = vilt.embedImages(images, m);
      int longest = (int) together.getShape().get(1);
      assertThat(longest).isEqualTo(17);
      NDArray x0 = text.repeat(0, 5).concat(together, 1);
      NDArray mask = m.zeros(new Shape(5, 4 + longest));
      for (int i = 0; i < 5; i++) {
        mask.set(new NDIndex(i + ", 0:" + (4 + vilt.tokens(images.get(i)))), 1);
      }
      NDArray pooled = vilt.pool(vilt.encode(x0, mask, Map.of()));
      for (int i = 0; i < 5; i++) {
        NDArray own = text.concat(vilt.embedImages(images.subList(i, i + 1), m), 1);
        NDArray all = m.ones(new Shape(1, own.getShape().get(1)));
        NDArray alone = vilt.pool(vilt.encode(own, all, Map.of()));
        assertThat(largest(pooled.get(i + ":" + (i + 1)).sub(alone))).isLessThan(1e-5f);
      }
      assertThat(largest(pooled.get("0").sub(pooled.get("2")))).isZero();
      assertThat(largest(pooled.get("0").sub(pooled.get("1")))).isGreaterThan(1e-3f);
    }
  }

  /** The derivative by automatic differentiation against a difference quotient. */
  @Test
  void gradientsReachTheTokensAndTheDelta() {
    try (NDManager m = root.newSubManager()) {
      NDArray x0 = normal(m, 1, new Shape(2, 5, vilt.config().hiddenSize()));
      NDArray mask = m.create(new float[][] {{1, 1, 1, 1, 1}, {1, 1, 1, 0, 0}}).duplicate();
      NDArray present = m.create(new float[][] {{1, 1}, {1, 0}}).duplicate();
      Parameters mora = fresh(m);
      NDArray up = mora.get("up.text.weight");
      NDArray way = normal(m, 2, up.getShape()).mul(1e-2);
      up.setRequiresGradient(true);
      x0.setRequiresGradient(true);
      float slope;
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        collector.backward(loss(x0, mask, present, mora));
        slope = up.getGradient().mul(way).sum().getFloat();
        assertThat(largest(x0.getGradient().get("1, 3:"))).isZero();
        assertThat(largest(x0.getGradient().get("1, :3"))).isGreaterThan(1e-4f);
      }
      up.setRequiresGradient(false);
      x0.setRequiresGradient(false);
      NDArray start = up.duplicate();
      up.set(start.add(way).toFloatArray());
      float above = loss(x0, mask, present, mora).getFloat();
      up.set(start.sub(way).toFloatArray());
      float below = loss(x0, mask, present, mora).getFloat();
      assertThat(Math.abs(slope)).isGreaterThan(1e-3f);
      assertThat((above - below) / 2).isCloseTo(slope, withinPercentage(2));
    }
  }

  private static NDArray loss(NDArray x, NDArray mask, NDArray present, Parameters mora) {
    NDArray pooled = vilt.pool(vilt.encode(x, mask, Map.of(0, mora(present, mora))));
    return pooled.square().sum();
  }

  @Test
  void leavesNothingBehindButTheResult() {
    try (NDManager m = root.newSubManager()) {
      List<Features> images = List.of(image(64, 64), image(32, 96));
      NDArray ids = m.create(new long[] {5, 17}, new Shape(1, 2));
      NDArray mask = m.ones(new Shape(1, 2));
      int before = root.getManagedArrays().size();
      vilt.encode(vilt.embedText(ids), mask, Map.of()).close();
      vilt.embedImages(images, m).close();
      assertThat(root.getManagedArrays().size() - before).isLessThan(20);
    }
  }

  @Test
  void aTextLongerThanThePositionTableIsRefused() {
    try (NDManager m = root.newSubManager()) {
      assertThatThrownBy(() -> vilt.embedText(m.zeros(new Shape(1, 13), DataType.INT64)))
          .hasMessage("text of 13 tokens; this ViLT has positions for 12");
    }
  }

  private static Features image(int height, int width) {
    Random random = new Random(height * 1000L + width);
    float[] values = new float[3 * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return new Features(new int[] {3, height, width}, values);
  }

  private static NDArray normal(NDManager m, long seed, Shape shape) {
    Random random = new Random(seed);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return m.create(values, shape);
  }

  private static float largest(NDArray x) {
    return x.abs().max().getFloat();
  }
}
