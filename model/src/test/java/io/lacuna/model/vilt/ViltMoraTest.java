package io.lacuna.model.vilt;

import static io.lacuna.model.vilt.TinyVilt.largest;
import static io.lacuna.model.vilt.TinyVilt.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lacuna.model.adapter.AdapterConfig;
import io.lacuna.model.adapter.AdapterTask;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MoraModel;
import io.lacuna.model.adapter.MoraOptions;
import io.lacuna.model.base.Base;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.bases.BaseFolder;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.Golden;
import io.lacuna.model.nn.MoraDelta;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import io.lacuna.model.vilt.TinyVilt.Tokens;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MoRA on ViLT: the authors' way, against a reference, by the function and through the base. */
class ViltMoraTest {
  private static final List<Modality> TEXT_IMAGE = List.of(Modality.TEXT, Modality.IMAGE);

  private static NDManager root;
  private static Vilt vilt;

  @TempDir Path dir;

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
  @CsvSource({"eps1e-12, 1e-12", "eps1e-6, 1e-6"})
  void moraLogitsEqualTheReferences(String tag, double eps) throws IOException {
    try (NDManager m = root.newSubManager()) {
      Parameters golden = Safetensors.read(Golden.path("mora_tiny/cases.safetensors"), m);
      Tokens tokens = Tokens.of(vilt, golden);
      Parameters mora =
          Parameters.of(
              Map.of(
                  "down.weight", golden.get("down"),
                  "up.image.weight", golden.get("text_missing_up"),
                  "up.text.weight", golden.get("image_missing_up")));
      NDArray present = golden.get("present_text_image");
      Vilt model = new Vilt(vilt.config().withBlockNormEps(eps), vilt.weights());
      NDArray pooled =
          model.pool(model.encode(tokens.x0(), tokens.mask(), Map.of(0, mora(present, mora))));
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
      Tokens tokens = Tokens.of(vilt, golden);
      Parameters mora = fresh(m);
      NDArray plain = vilt.encode(tokens.x0(), tokens.mask(), Map.of());
      NDArray adapted =
          vilt.encode(
              tokens.x0(), tokens.mask(), Map.of(0, mora(golden.get("present_text_image"), mora)));
      assertThat(adapted.toFloatArray()).isEqualTo(plain.toFloatArray());
    }
  }

  private static UnaryOperator<NDArray> mora(NDArray present, Parameters mora) {
    return x -> MoraDelta.of(x, presence(present), new MoraDelta.Branch(mora, TEXT_IMAGE, 1));
  }

  /** (n, 2) text and image, as the reference has it, to (n, 3) image, text and audio. */
  private static NDArray presence(NDArray textImage) {
    NDArray text = textImage.get(":, 0:1");
    NDArray image = textImage.get(":, 1:2");
    return Torch.concat(new NDList(image, text, text.mul(0)), 1);
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

  /** From features with gaps to logits, through the parts that serving uses. */
  @ParameterizedTest
  @CsvSource({"eps1e-12, 1e-12", "eps1e-6, 1e-6"})
  void moraOnTheBaseGivesTheReferencesLogits(String tag, String eps) throws IOException {
    try (NDManager m = Torch.newManager("cpu")) {
      Parameters golden = Safetensors.read(Golden.path("mora_tiny/cases.safetensors"), m);
      long[] ids = golden.get("input_ids").toLongArray();
      // the reference writes a missing text as the first two ids of its record
      TinyVilt.folder(dir, (int) ids[12], (int) ids[13]);
      TinyVilt.addToConfig(dir, "\"block_layer_norm_eps\":" + eps);
      try (Base base = BaseFolder.load(dir, "cpu")) {
        MoraModel model = new MoraModel(config(base));
        TokenBatch tokens = base.embed(records(golden, ids), model.missingInput(), m);
        NDArray logits =
            model.forward(base, adapter(golden, base), tokens, false).tasks().get("finding");
        NDArray difference = logits.sub(golden.get(tag + ".logits")).abs();
        assertThat(difference.max().getFloat()).isLessThan(2e-5f);
      }
    }
  }

  /** Record 0 has both modalities, record 1 no text, record 2 no image. */
  private static List<Map<Modality, Features>> records(Parameters golden, long[] ids) {
    float[] pixels = golden.get("pixel_values").toFloatArray();
    int each = pixels.length / 3;
    List<Map<Modality, Features>> records = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Map<Modality, Features> record = new EnumMap<>(Modality.class);
      if (i != 1) {
        float[] text = new float[12];
        for (int t = 0; t < 12; t++) {
          text[t] = ids[i * 12 + t];
        }
        record.put(Modality.TEXT, new Features(new int[] {12}, text));
      }
      if (i != 2) {
        float[] own = Arrays.copyOfRange(pixels, i * each, (i + 1) * each);
        record.put(Modality.IMAGE, new Features(new int[] {3, 64, 64}, own));
      }
      records.add(record);
    }
    return records;
  }

  private static AdapterConfig config(Base base) {
    AdapterTask task =
        new AdapterTask(
            "finding",
            TaskKind.MULTILABEL,
            List.of("a", "b", "c", "d", "e"),
            List.of(0.1, 0.1, 0.1, 0.1, 0.1),
            0,
            1);
    return new AdapterConfig(
        Method.MODALITY_AWARE_LORA,
        "authors",
        base.name(),
        base.digest(),
        4,
        4,
        List.of(0),
        base.width(),
        base.width(),
        0,
        MoraOptions.AUTHORS,
        null,
        List.of(Modality.IMAGE, Modality.TEXT),
        List.of(task),
        1,
        new AdapterConfig.TrainingData("none", "cd".repeat(32)),
        Map.of());
  }

  private static Parameters adapter(Parameters golden, Base base) {
    Map<String, NDArray> arrays = new TreeMap<>();
    arrays.put("blocks.0.mora.down.weight", golden.get("down"));
    arrays.put("blocks.0.mora.up.image.weight", golden.get("text_missing_up"));
    arrays.put("blocks.0.mora.up.text.weight", golden.get("image_missing_up"));
    base.pooler().orElseThrow().asMap().forEach((k, a) -> arrays.put("pooler." + k, a));
    golden
        .sub("head.")
        .asMap()
        .forEach((k, a) -> arrays.put("head.finding." + k.replace("1.", "1.norm."), a));
    return Parameters.of(arrays);
  }
}
