package io.lacuna.model.vilt;

import static io.lacuna.model.vilt.TinyVilt.largest;
import static io.lacuna.model.vilt.TinyVilt.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.Golden;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.model.vilt.TinyVilt.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViltTest {
  private static final Path FOLDER = Golden.path("vilt_tiny");

  private static NDManager root;
  private static Vilt vilt;

  @BeforeAll
  static void load() throws IOException {
    root = Torch.newManager("cpu");
    vilt = TinyVilt.load(root);
  }

  @AfterAll
  static void close() {
    root.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"square", "wide", "tall"})
  void statesEqualHuggingFaces(String name) throws IOException {
    try (NDManager m = root.newSubManager()) {
      Parameters golden = Safetensors.read(FOLDER.resolve("cases.safetensors"), m).sub(name + ".");
      Tokens tokens = Tokens.of(vilt, golden);
      NDArray states = vilt.encode(tokens.x0(), tokens.mask(), Map.of());
      NDArray textMask = golden.get("attention_mask").toType(DataType.FLOAT32, false);
      long t = textMask.getShape().get(1);
      NDArray text = states.get(":, 0:" + t).sub(golden.get("hf_text_states"));
      assertThat(largest(text.mul(textMask.expandDims(2)))).isLessThan(1e-5f);
      NDArray sequence = states.sub(golden.get("sequence_raster_order"));
      assertThat(largest(sequence.mul(tokens.mask().expandDims(2)))).isLessThan(1e-5f);
      NDArray pooled = vilt.pool(states).sub(golden.get("hf_pooler_output"));
      assertThat(largest(pooled)).isLessThan(1e-5f);
    }
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
}
