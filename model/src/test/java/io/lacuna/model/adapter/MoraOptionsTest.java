package io.lacuna.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lacuna.model.adapter.MoraOptions.ReadoutKind;
import io.lacuna.model.base.Bases;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.base.MiniLm;
import io.lacuna.model.base.MissingInput;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.features.Features;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import io.lacuna.schema.TaskKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MoRA's choices on the fusion base: blocks, missing input, readout. */
class MoraOptionsTest {
  @TempDir static Path folder;
  private static FusionBase base;
  private static List<Map<Modality, Features>> records;

  @BeforeAll
  static void load() throws IOException {
    Torch.inferenceThread();
    Bases.save(folder);
    base = FusionBase.load(folder, "cpu");
    records = Bases.records(base.config(), new Random(4), "ITA", "-T-", "I-A");
  }

  @AfterAll
  static void close() {
    base.close();
  }

  private static MoraModel model(List<Integer> blocks, MoraOptions options) {
    return new MoraModel(
        new AdapterConfig(
            Method.MODALITY_AWARE_LORA,
            "tiny",
            base.name(),
            base.digest(),
            2,
            6,
            blocks,
            MiniLm.WIDTH,
            4,
            0,
            options,
            null,
            List.of(Modality.values()),
            List.of(
                new AdapterTask("label", TaskKind.MULTILABEL, List.of("a"), List.of(0.5), 0, 1)),
            7,
            new AdapterConfig.TrainingData("none", "cd".repeat(32)),
            Map.of()));
  }

  private static Parameters trained(MoraModel model, NDManager m) {
    Random random = new Random(2);
    Map<String, NDArray> arrays = new TreeMap<>();
    model
        .init(m, 7)
        .asMap()
        .forEach(
            (key, a) -> {
              float[] values = a.toFloatArray();
              for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.05 * random.nextGaussian());
              }
              arrays.put(key, m.create(values, a.getShape()));
            });
    return Parameters.of(arrays);
  }

  private static float difference(NDArray a, NDArray b) {
    return a.sub(b).abs().max().getFloat();
  }

  @Test
  void anyBlocksMayCarryADeltaAndFreshOnesLeaveTheBaseAsItIs() {
    try (NDManager m = base.manager().newSubManager()) {
      TokenBatch tokens = base.embed(records, m);
      NDArray plain = base.encode(tokens.x0(), tokens.mask(), Map.of());
      MoraModel several = model(List.of(1, 5), MoraOptions.DEFAULT);
      assertThat(several.shapes()).containsKeys("blocks.1.mora.down.weight");
      assertThat(difference(several.states(base, several.init(m, 3), tokens), plain)).isZero();
      assertThat(difference(several.states(base, trained(several, m), tokens), plain))
          .isGreaterThan(0.01f);
      MoraModel none = model(List.of(), MoraOptions.DEFAULT);
      assertThat(none.shapes().keySet()).noneMatch(k -> k.startsWith("blocks."));
      assertThat(difference(none.states(base, trained(none, m), tokens), plain)).isZero();
    }
  }

  @Test
  void theScaleIsAlphaOverRank() {
    try (NDManager m = base.manager().newSubManager()) {
      TokenBatch tokens = base.embed(records, m);
      NDArray plain = base.encode(tokens.x0(), tokens.mask(), Map.of());
      MoraModel last = model(List.of(5), MoraOptions.DEFAULT);
      Parameters p = trained(last, m);
      Map<String, NDArray> third = new TreeMap<>(p.asMap());
      third.replaceAll((k, a) -> k.contains(".mora.up.") ? a.div(3) : a);
      NDArray scaled = last.states(base, p, tokens).sub(plain);
      NDArray unscaled = last.states(base, Parameters.of(third), tokens).sub(plain);
      NDArray real = tokens.mask().expandDims(2);
      assertThat(difference(scaled.mul(real), unscaled.mul(3).mul(real))).isLessThan(1e-4f);
    }
  }

  @Test
  void aDummyIsAttendedAndStillCountsAsMissing() {
    MoraOptions dummy = new MoraOptions(MissingInput.DUMMY, ReadoutKind.MODALITY_MEANS);
    MoraModel model = model(List.of(0), dummy);
    assertThat(model.missingInput()).isEqualTo(MissingInput.DUMMY);
    try (NDManager m = base.manager().newSubManager()) {
      TokenBatch absent = base.embed(records, m);
      TokenBatch filled = base.embed(records, MissingInput.DUMMY, m);
      assertThat(filled.presence().toFloatArray()).isEqualTo(absent.presence().toFloatArray());
      assertThat(filled.mask().sum().getFloat()).isGreaterThan(absent.mask().sum().getFloat());
      Parameters p = trained(model, m);
      NDArray one = model.forward(base, p, absent, false).tasks().get("label");
      NDArray other = model.forward(base, p, filled, false).tasks().get("label");
      assertThat(difference(one.get("0"), other.get("0"))).isLessThan(1e-5f);
      assertThat(difference(one.get("1"), other.get("1"))).isGreaterThan(1e-4f);
    }
  }

  @Test
  void theFirstTokenNeedsATextInEveryRecord() {
    assertThatThrownBy(() -> new MoraOptions(MissingInput.ABSENT, ReadoutKind.FIRST_TOKEN))
        .hasMessageContaining("FIRST_TOKEN needs mora.missing_input DUMMY");
    MoraModel authors = model(List.of(0), MoraOptions.AUTHORS);
    assertThat(authors.shapes().keySet()).noneMatch(k -> k.startsWith("missing."));
    try (NDManager m = base.manager().newSubManager()) {
      TokenBatch tokens = base.embed(records, MissingInput.DUMMY, m);
      NDArray logits =
          authors.forward(base, authors.init(m, 7), tokens, false).tasks().get("label");
      assertThat(logits.getShape().get(0)).isEqualTo(3);
    }
  }
}
