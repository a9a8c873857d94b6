package io.lacuna.model.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.lacuna.model.features.Features;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FusionBaseTest {
  @TempDir static Path dir;
  private static FusionBase base;

  @BeforeAll
  static void load() throws IOException {
    Bases.save(dir);
    base = FusionBase.load(dir, "cpu");
  }

  @AfterAll
  static void close() {
    base.close();
  }

  @Test
  void textComesFirstThenImageThenAudio() {
    try (NDManager m = base.manager().newSubManager()) {
      List<Map<Modality, Features>> batch =
          Bases.records(base.config(), new Random(1), "ITA", "-T-");
      TokenBatch tokens = base.embed(batch, m);
      int text = batch.stream().mapToInt(r -> r.get(Modality.TEXT).shape()[0]).max().orElseThrow();
      assertThat(tokens.spans().get(Modality.TEXT)).isEqualTo(new TokenBatch.Span(0, text));
      assertThat(tokens.spans().get(Modality.IMAGE).start()).isEqualTo(text);
      assertThat(tokens.spans().get(Modality.AUDIO).start())
          .isEqualTo(tokens.spans().get(Modality.IMAGE).end());
      assertThat(tokens.presence().toFloatArray()).containsExactly(1, 1, 1, 0, 1, 0);
      float counted = tokens.mask().get(1).sum().getFloat();
      assertThat(counted).isEqualTo(batch.get(1).get(Modality.TEXT).shape()[0]);
    }
  }

  @Test
  void aModalityThatNobodyHasTakesNoTokens() {
    try (NDManager m = base.manager().newSubManager()) {
      TokenBatch tokens = base.embed(Bases.records(base.config(), new Random(2), "I--", "I--"), m);
      assertThat(tokens.spans()).containsOnlyKeys(Modality.IMAGE);
      assertThat(tokens.x0().getShape().get(1)).isEqualTo(base.config().imageStem().tokens());
    }
  }

  /** Every mask, alone and among all others, through stems and transformer. */
  @Test
  void batchMatesDoNotMatter() {
    List<String> masks = PresenceMask.nonEmpty().stream().map(PresenceMask::toString).toList();
    List<Map<Modality, Features>> batch =
        Bases.records(base.config(), new Random(3), masks.toArray(String[]::new));
    try (NDManager m = base.manager().newSubManager()) {
      NDArray together = pooled(base.embed(batch, m));
      for (int i = 0; i < batch.size(); i++) {
        NDArray alone = pooled(base.embed(List.of(batch.get(i)), m));
        float difference = alone.get(0).sub(together.get(i)).abs().max().getFloat();
        assertThat(difference).as(masks.get(i)).isLessThan(1e-5f);
      }
    }
  }

  private static NDArray pooled(TokenBatch tokens) {
    NDArray states = MiniLm.encode(base.miniLm(), tokens.x0(), tokens.mask(), Map.of());
    return Torch.maskedMean(states, tokens.mask());
  }

  @Test
  void aRecordWithNothingIsMaskedAndFiniteBesideOthers() {
    try (NDManager m = base.manager().newSubManager()) {
      NDArray pooled =
          pooled(base.embed(Bases.records(base.config(), new Random(4), "---", "IT-"), m));
      assertThat(pooled.get(0).abs().max().getFloat()).isZero();
      assertThat(pooled.isNaN().any().getBoolean()).isFalse();
      assertThatThrownBy(() -> base.embed(List.of(Map.of()), m)).hasMessageContaining("none of 1");
    }
  }

  @Test
  void cachedTokensGiveTheSameBatch() {
    try (NDManager m = base.manager().newSubManager()) {
      List<Map<Modality, Features>> batch =
          Bases.records(base.config(), new Random(5), "IT-", "--A", "ITA");
      TokenBatch direct = base.embed(batch, m);
      List<Map<Modality, float[]>> cached = new ArrayList<>();
      batch.forEach(r -> cached.addAll(TokenRows.split(base.embed(List.of(r), m))));
      TokenBatch joined = TokenRows.join(cached, base.width(), m);
      assertThat(joined.x0().sub(direct.x0()).abs().max().getFloat()).isLessThan(1e-5f);
      assertThat(joined.mask().contentEquals(direct.mask())).isTrue();
      assertThat(joined.presence().contentEquals(direct.presence())).isTrue();
      assertThat(joined.spans()).isEqualTo(direct.spans());
    }
  }

  @Test
  void gradientsReachEveryStemParameter() {
    try (NDManager m = base.manager().newSubManager()) {
      Map<String, NDArray> stems = Stems.init(m, base.config(), 3);
      stems.values().forEach(w -> w.setRequiresGradient(true));
      List<Map<Modality, Features>> batch =
          Bases.records(base.config(), new Random(6), "I-A", "-TA", "IT-");
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        TokenBatch t =
            FusionBase.embed(base.config(), base.miniLm(), Parameters.of(stems), batch, m);
        NDArray states = MiniLm.encode(base.miniLm(), t.x0(), t.mask(), Map.of());
        collector.backward(Torch.maskedMean(states, t.mask()).square().sum());
      }
      stems.forEach(
          (name, w) -> assertThat(w.getGradient().abs().max().getFloat()).as(name).isPositive());
    }
  }

  @Test
  void gradientsReachAStemWhoseModalityIsAlone() {
    try (NDManager m = base.manager().newSubManager()) {
      Map<String, NDArray> stems = Stems.init(m, base.config(), 3);
      stems.keySet().removeIf(name -> !name.startsWith("image."));
      stems.values().forEach(w -> w.setRequiresGradient(true));
      List<Map<Modality, Features>> batch = Bases.records(base.config(), new Random(6), "I--");
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        TokenBatch t =
            FusionBase.embed(base.config(), base.miniLm(), Parameters.of(stems), batch, m);
        collector.backward(Torch.maskedMean(t.x0(), t.mask()).square().sum());
      }
      stems.forEach(
          (name, w) -> assertThat(w.getGradient().abs().max().getFloat()).as(name).isPositive());
    }
  }

  @Test
  void theDigestCoversStemsAndConfiguration(@TempDir Path other) throws IOException {
    try (FusionBase again = FusionBase.load(dir, "cpu")) {
      assertThat(again.digest()).isEqualTo(base.digest()).hasSize(64);
      assertThat(again.config()).isEqualTo(base.config());
    }
    Bases.save(other, 8);
    try (FusionBase changed = FusionBase.load(other, "cpu")) {
      assertThat(changed.digest()).isNotEqualTo(base.digest());
    }
  }

  @Test
  void refusesOtherTextWeightsAndOtherSizes(@TempDir Path other) throws IOException {
    Bases.save(other);
    Path config = other.resolve("base_config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"kernel\" : 3", "\"kernel\" : 5"));
    assertThatThrownBy(() -> FusionBase.load(other, "cpu"))
        .hasMessageContaining("another shape {audio.layer.0.weight=(8, 19, 5)");
    Files.writeString(config, text.replace(base.config().textModelDigest(), "0".repeat(64)));
    assertThatThrownBy(() -> FusionBase.load(other, "cpu"))
        .hasMessageContaining("needs text weights with digest 0000");
    Files.writeString(config, text.replace("\"grid\"", "\"gird\""));
    assertThatThrownBy(() -> FusionBase.load(other, "cpu"))
        .hasMessageContaining("base_config.json is not a base configuration: ")
        .hasMessageContaining("grid");
  }

  @Test
  void refusesFeaturesOfAnotherShape() {
    try (NDManager m = base.manager().newSubManager()) {
      Features wrong = new Features(new int[] {1, 2, 2}, new float[4]);
      assertThatThrownBy(() -> base.embed(List.of(Map.of(Modality.IMAGE, wrong)), m))
          .hasMessageContaining("[1, 2, 2]; base small takes (1, 32, 24) for IMAGE");
    }
  }
}
