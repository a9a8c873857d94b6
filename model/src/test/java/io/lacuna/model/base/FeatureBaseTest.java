package io.lacuna.model.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.lacuna.model.bases.BaseFolder;
import io.lacuna.model.features.Features;
import io.lacuna.model.features.PayloadReader;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PayloadException;
import io.lacuna.model.modality.RejectReason;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureBaseTest {
  private static final FeatureBaseConfig CONFIG =
      new FeatureBaseConfig(
          "ready", Map.of(Modality.TEXT, List.of(3), Modality.AUDIO, List.of(4, 2)), 2);

  @TempDir Path folder;
  private FeatureBase base;

  @BeforeEach
  void fit() {
    base =
        FeatureBaseStore.fit(
            CONFIG,
            List.of(
                Map.of(Modality.TEXT, text(1, 5, 7), Modality.AUDIO, audio(0, 10)),
                Map.of(Modality.TEXT, text(3, 5, 9)),
                Map.of(Modality.AUDIO, audio(2, 20, 4, 30))),
            "cpu");
  }

  @AfterEach
  void close() {
    base.close();
  }

  private static Features text(float... values) {
    return new Features(new int[] {values.length}, values);
  }

  private static Features audio(float... values) {
    return new Features(new int[] {values.length / 2, 2}, values);
  }

  @Test
  void standardisesByTheTrainingColumnsAndFillsUpToTheWidest() {
    try (NDManager m = base.manager().newSubManager()) {
      TokenBatch tokens = base.embed(List.of(Map.of(Modality.TEXT, text(1, 99, 8))), m);
      // column 1 never varied, so that it carries nothing
      assertThat(tokens.x0().toFloatArray()).containsExactly(-1, 0, 0);
      TokenBatch frames = base.embed(List.of(Map.of(Modality.AUDIO, audio(2, 20, 4, 20))), m);
      float[] x0 = frames.x0().toFloatArray();
      assertThat(x0).hasSize(6);
      assertThat(x0[0]).isCloseTo(0, within(1e-6f));
      assertThat(x0[3]).isCloseTo((float) (2 / Math.sqrt(8 / 3.0)), within(1e-5f));
      assertThat(x0[2]).isZero();
    }
  }

  @Test
  void whatIsFarOutIsCutOff() {
    try (NDManager m = base.manager().newSubManager()) {
      TokenBatch tokens = base.embed(List.of(Map.of(Modality.TEXT, text(1e6f, 5, -1e6f))), m);
      assertThat(tokens.x0().toFloatArray()).containsExactly(2, 0, -2);
    }
  }

  @Test
  void aRecordAloneIsTheSameAsInABatch() {
    try (NDManager m = base.manager().newSubManager()) {
      Map<Modality, Features> small = Map.of(Modality.AUDIO, audio(1, 1));
      Map<Modality, Features> large =
          Map.of(Modality.AUDIO, audio(1, 2, 3, 4, 5, 6), Modality.TEXT, text(1, 2, 3));
      TokenBatch both = base.embed(List.of(small, large), m);
      TokenBatch alone = base.embed(List.of(small), m);
      assertThat(both.mask().toFloatArray()).containsExactly(0, 1, 0, 0, 1, 1, 1, 1);
      assertThat(both.x0().get("0, 1").toFloatArray()).isEqualTo(alone.x0().toFloatArray());
      assertThat(both.presence().toFloatArray()).containsExactly(0, 0, 1, 0, 1, 1);
    }
  }

  @Test
  void aMissingModalityIsTheMeanUnderDummyAndIsStillSaidToBeMissing() {
    try (NDManager m = base.manager().newSubManager()) {
      TokenBatch tokens =
          base.embed(List.of(Map.of(Modality.AUDIO, audio(2, 20))), MissingInput.DUMMY, m);
      assertThat(tokens.x0().toFloatArray()).containsExactly(0, 0, 0, 0, 0, 0);
      assertThat(tokens.presence().toFloatArray()).containsExactly(0, 0, 1);
    }
  }

  @Test
  void comesBackFromItsFolder() throws IOException {
    FeatureBaseStore.save(folder, base);
    try (Base again = BaseFolder.load(folder, "cpu")) {
      assertThat(again.digest()).isEqualTo(base.digest());
      assertThat(again.width()).isEqualTo(3);
      assertThat(again.size()).isEqualTo(10);
      assertThat(again.modalities()).containsExactly(Modality.TEXT, Modality.AUDIO);
    }
    Path config = folder.resolve(FeatureBaseStore.CONFIG);
    Files.writeString(config, Files.readString(config).replace("3", "5"));
    assertThatThrownBy(() -> BaseFolder.load(folder, "cpu"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'text.mean' must be there with 5 values");
  }

  @Test
  void takesTensorsOfItsShapesAndNothingElse() throws PayloadException {
    try (PayloadReader reader = base.reader()) {
      Payload good = new Payload.Tensor(new int[] {2, 2}, new float[] {1, 2, 3, 4});
      assertThat(reader.extract(Modality.AUDIO, good).values()).containsExactly(1, 2, 3, 4);
      refused(
          reader, new Payload.Tensor(new int[] {5, 2}, new float[10]), RejectReason.WRONG_SHAPE);
      refused(
          reader,
          new Payload.Tensor(new int[] {1, 2}, new float[] {1, Float.NaN}),
          RejectReason.NOT_FINITE);
      refused(
          reader,
          new Payload.Encoded("audio/wav", new byte[4]),
          RejectReason.UNSUPPORTED_MEDIA_TYPE);
    }
  }

  private static void refused(PayloadReader reader, Payload payload, RejectReason reason) {
    assertThatThrownBy(() -> reader.extract(Modality.AUDIO, payload))
        .isInstanceOfSatisfying(
            PayloadException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void hasNoBlocksForADelta() {
    try (NDManager m = base.manager().newSubManager()) {
      TokenBatch tokens = base.embed(List.of(Map.of(Modality.TEXT, text(1, 2, 3))), m);
      assertThat(base.encode(tokens.x0(), tokens.mask(), Map.of())).isSameAs(tokens.x0());
      assertThatThrownBy(() -> base.encode(tokens.x0(), tokens.mask(), Map.of(0, x -> x)))
          .hasMessageContaining("no blocks");
    }
  }
}
