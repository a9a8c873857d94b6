package io.lacuna.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.adapter.MixtureOptions.HeadInput;
import io.lacuna.model.base.Encoder;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.base.TokenRows;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each modality-aware part of MMoLRE-R alone, on tokens of a base without blocks. */
class MixtureSwitchesTest {
  private static final int WIDTH = 6;
  private static final Encoder IDENTITY = (x0, mask, deltas) -> x0;
  private static final MixtureOptions OFF =
      new MixtureOptions(1, 0, 0, HeadInput.ALL, false, false, false, false);

  private NDManager m;

  @BeforeEach
  void open() {
    m = Torch.newManager("cpu");
    Torch.inferenceThread();
  }

  @AfterEach
  void close() {
    m.close();
  }

  private static MmolreModel model(MixtureOptions options) {
    return new MmolreModel(
        new AdapterConfig(
            Method.LOW_RANK_MIXTURE,
            "tiny",
            "none",
            "ab".repeat(32),
            2,
            2,
            List.of(0),
            WIDTH,
            8,
            2,
            null,
            options,
            List.of(Modality.values()),
            List.of(
                new AdapterTask(
                    "value", TaskKind.REGRESSION, List.of("value"), List.of(0.5), -3, 3),
                new AdapterTask(
                    "labels", TaskKind.MULTILABEL, List.of("a", "b"), List.of(0.25, 0.0), 0, 1)),
            7,
            new AdapterConfig.TrainingData("none", "cd".repeat(32)),
            Map.of()));
  }

  /** Far from the start, so that no zero hides anything. */
  private Parameters trained(MmolreModel model) {
    Random random = new Random(11);
    Map<String, NDArray> arrays = new TreeMap<>();
    model.shapes().forEach((key, shape) -> arrays.put(key, normal(random, shape)));
    return Parameters.of(arrays);
  }

  private NDArray normal(Random random, Shape shape) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 * random.nextGaussian());
    }
    return m.create(values, shape);
  }

  /** The same text with nothing else, with an image, with sound, with both. */
  private TokenBatch tokens() {
    List<Map<Modality, float[]>> records = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Map<Modality, float[]> record = new EnumMap<>(Modality.class);
      record.put(Modality.TEXT, row(1));
      if ((i & 1) > 0) {
        record.put(Modality.IMAGE, row(2));
      }
      if ((i & 2) > 0) {
        record.put(Modality.AUDIO, row(3));
      }
      records.add(record);
    }
    return TokenRows.join(records, WIDTH, m);
  }

  private static float[] row(long seed) {
    Random random = new Random(seed * 7919);
    float[] row = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      row[i] = (float) random.nextGaussian();
    }
    return row;
  }

  private float[] answers(MmolreModel model, Parameters p) {
    return model.forward(IDENTITY, p, tokens(), false).tasks().get("value").toFloatArray();
  }

  @Test
  void aFreshMixtureAnswersThePriorWhateverIsShown() {
    MmolreModel model = model(MixtureOptions.ALL_ON);
    AdapterOutput out = model.forward(IDENTITY, model.init(m, 3), tokens(), true);
    assertThat(out.tasks().get("value").toFloatArray()).containsOnly(0.5f);
    List<List<float[]>> scores = model.scores(out);
    assertThat(scores)
        .allSatisfy(s -> assertThat(s.get(1)[0]).isCloseTo(0.25f, within(1e-6f)))
        .allSatisfy(s -> assertThat(s.get(1)[1]).isBetween(0f, 0.0011f));
    assertThat(out.unimodal().get(0).answer().toFloatArray()).containsOnly(0.5f);
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, false, false, presence.weight",
    "false, false, true, false, missing.image.value",
    "false, false, false, true, unimodal.text.labels.bias"
  })
  void aSwitchThatIsOffHasNoParameters(
      boolean presence, boolean hard, boolean missing, boolean unimodal, String key) {
    MixtureOptions one =
        new MixtureOptions(1, 0, 0, HeadInput.ALL, presence, hard, missing, unimodal);
    assertThat(model(OFF).shapes().keySet()).noneMatch(k -> k.endsWith(key));
    assertThat(new TreeSet<>(model(one).shapes().keySet())).anyMatch(k -> k.endsWith(key));
  }

  /** The gate is made blind to the vectors, so that only what it weighs can make a difference. */
  @Test
  void aHardMaskTakesTheAbsentOutOfTheFusion() {
    MmolreModel hard =
        model(new MixtureOptions(1, 0, 0, HeadInput.FUSED, false, true, true, false));
    MmolreModel soft =
        model(new MixtureOptions(1, 0, 0, HeadInput.FUSED, false, false, true, false));
    Parameters p = with(trained(hard), "fusion.value.gate.weight", 0);
    Parameters loud = with(p, "missing.", 100);
    assertThat(answers(hard, loud)).isEqualTo(answers(hard, p));
    assertThat(answers(soft, loud)[0]).isNotEqualTo(answers(soft, p)[0]);
    assertThat(answers(soft, loud)[3]).as("nothing is absent").isEqualTo(answers(soft, p)[3]);
  }

  private static Parameters with(Parameters p, String prefix, double factor) {
    Map<String, NDArray> arrays = new TreeMap<>(p.asMap());
    arrays.replaceAll((k, a) -> k.startsWith(prefix) ? a.mul(factor) : a);
    return Parameters.of(arrays);
  }

  @Test
  void presenceInTheGatesTellsEqualTextsApart() {
    MixtureOptions aware = new MixtureOptions(1, 0, 0, HeadInput.FUSED, true, true, false, false);
    MmolreModel model = model(aware);
    Parameters p = trained(model);
    AdapterOutput out = model.forward(IDENTITY, p, tokens(), true);
    NDArray gate = out.gates().get(0).weights();
    assertThat(gate.get("1").toFloatArray()).isNotEqualTo(gate.get("3").toFloatArray());
    MmolreModel blind = model(OFF);
    NDArray same = blind.forward(IDENTITY, trained(blind), tokens(), true).gates().get(0).weights();
    assertThat(same.get("1").toFloatArray()).isEqualTo(same.get("3").toFloatArray());
  }

  @Test
  void dropoutIsForTrainingOnly() {
    MixtureOptions options =
        new MixtureOptions(1, 0.5f, 0.5f, HeadInput.ALL, true, true, true, true);
    MmolreModel model = model(options);
    Parameters p = trained(model);
    assertThat(answers(model, p)).isEqualTo(answers(model, p));
    float[] trained =
        model.forward(IDENTITY, p, tokens(), true).tasks().get("value").toFloatArray();
    assertThat(trained).isNotEqualTo(answers(model, p));
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new MixtureOptions(2, 0, 0, HeadInput.ALL, true, true, true, true))
        .hasMessageContaining("mixture.kernel 2 must be 1 or 3");
    assertThatThrownBy(() -> new MixtureOptions(1, 1, 0, HeadInput.ALL, true, true, true, true))
        .hasMessageContaining("dropout 1.0 must be in [0, 1)");
    assertThatThrownBy(() -> new MixtureOptions(1, 0, 0, null, true, true, true, true))
        .hasMessageContaining("head_input must be ALL or FUSED");
  }
}
