package io.lacuna.model.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniLmTest {
  private static NDManager root;
  private static Parameters weights;

  @BeforeAll
  static void load() {
    root = Torch.newManager("cpu");
    weights = MiniLmWeights.load(root);
  }

  @AfterAll
  static void close() {
    root.close();
  }

  @Test
  void statesEqualTheOriginals() throws Exception {
    Path file = Path.of(MiniLmTest.class.getResource("/minilm/onnxruntime.safetensors").toURI());
    try (NDManager m = root.newSubManager()) {
      Parameters golden = Safetensors.read(file, m);
      NDArray mask = golden.get("attention_mask").toType(DataType.FLOAT32, false);
      NDArray x0 = MiniLm.embedText(weights, golden.get("input_ids"));
      NDArray states = MiniLm.encode(weights, x0, mask, Map.of());
      NDArray difference = states.sub(golden.get("states")).abs().mul(mask.expandDims(2));
      assertThat(difference.max().getFloat()).isLessThan(1e-5f);
    }
  }

  @Test
  void sentencesAreAsSimilarAsInTheOriginal() throws IOException {
    float[] loved = sentence("Loved this place");
    assertThat(cosine(loved, sentence("really liked this restaurant")))
        .isCloseTo(0.60841, within(1e-4));
    assertThat(cosine(loved, sentence("battery died"))).isCloseTo(0.10320, within(1e-4));
  }

  @Test
  void liftingTwiceGivesTheSameWeights(@TempDir Path cache) {
    try (NDManager m = Torch.newManager("cpu")) {
      Parameters again = MiniLmWeights.load(cache, m);
      assertThat(again.size()).isEqualTo(22_565_376);
      assertThat(again.digest()).isEqualTo(weights.digest());
    }
  }

  @Test
  void maskedTokensHaveNoInfluenceAndAnEmptyRowIsFinite() {
    try (NDManager m = root.newSubManager()) {
      NDArray x = m.randomNormal(new Shape(2, 5, MiniLm.WIDTH));
      NDArray mask = m.create(new float[] {1, 1, 1, 0, 0, 0, 0, 0, 0, 0}, new Shape(2, 5));
      NDArray full = MiniLm.encode(weights, x, mask, Map.of());
      NDArray alone = MiniLm.encode(weights, x.get("0:1, 0:3"), m.ones(new Shape(1, 3)), Map.of());
      assertThat(full.isNaN().any().getBoolean()).isFalse();
      assertThat(full.get("0:1, 0:3").sub(alone).abs().max().getFloat()).isLessThan(1e-5f);
    }
  }

  @Test
  void theDeltaIsAddedToTheFirstBlock() {
    try (NDManager m = root.newSubManager()) {
      NDArray x = m.randomNormal(new Shape(1, 4, MiniLm.WIDTH));
      NDArray mask = m.ones(new Shape(1, 4));
      NDArray plain = MiniLm.encode(weights, x, mask, Map.of());
      NDArray zero = MiniLm.encode(weights, x, mask, Map.of(0, NDArray::zerosLike));
      NDArray moved = MiniLm.encode(weights, x, mask, Map.of(0, x0 -> x0.mul(0.1)));
      assertThat(zero.sub(plain).abs().max().getFloat()).isZero();
      assertThat(moved.sub(plain).abs().max().getFloat()).isGreaterThan(1e-3f);
    }
  }

  @Test
  void leavesNothingBehindButTheResult() {
    try (NDManager m = root.newSubManager()) {
      NDArray x = m.ones(new Shape(1, 2, MiniLm.WIDTH));
      NDArray mask = m.ones(new Shape(1, 2));
      int before = root.getManagedArrays().size();
      MiniLm.encode(weights, x, mask, Map.of()).close();
      assertThat(root.getManagedArrays().size() - before).isLessThan(10);
    }
  }

  private static float[] sentence(String text) throws IOException {
    try (InputStream json =
            MiniLmTest.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json");
        HuggingFaceTokenizer tokenizer =
            HuggingFaceTokenizer.newInstance(json, Map.of("padding", "false"));
        NDManager m = root.newSubManager()) {
      Encoding encoding = tokenizer.encode(text);
      NDArray ids = m.create(new long[][] {encoding.getIds()});
      NDArray mask = m.ones(new Shape(1, encoding.getIds().length));
      NDArray states = MiniLm.encode(weights, MiniLm.embedText(weights, ids), mask, Map.of());
      return Torch.maskedMean(states, mask).toFloatArray();
    }
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
