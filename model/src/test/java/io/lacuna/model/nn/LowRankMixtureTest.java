package io.lacuna.model.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.Torch;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mixture block against a PyTorch reference (golden/low_rank_experts.safetensors). */
class LowRankMixtureTest {
  private static final MixtureForm FORM =
      new MixtureForm(32, 4, 5, 3, false, ExpertOptions.MMOLRE, List.of("sentiment", "emotion"));

  private final NDManager manager = Torch.newManager("cpu");
  private Parameters golden;
  private NDArray x;
  private NDArray mask;
  private NDArray presence;

  @BeforeEach
  void read() throws IOException, URISyntaxException {
    Path file = Path.of(getClass().getResource("/golden/low_rank_experts.safetensors").toURI());
    golden = Safetensors.read(file, manager);
    x = golden.get("x");
    mask = golden.get("mask");
    presence = manager.zeros(new Shape(x.getShape().get(0)), DataType.INT64);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static float difference(NDArray a, NDArray b) {
    return a.sub(b).abs().max().getFloat();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sentiment", "emotion"})
  void equalsThePyTorchReference(String task) {
    LowRankMixture.Mixed mixed = LowRankMixture.of(x, mask, presence, golden, FORM, task, false);
    assertThat(difference(mixed.gate(), golden.get(task + ".out.gate_weight"))).isLessThan(1e-4f);
    assertThat(difference(mixed.pi(), golden.get(task + ".out.pi"))).isLessThan(1e-4f);
    assertThat(difference(mixed.z(), golden.get(task + ".out.z"))).isLessThan(1e-4f);
  }

  @Test
  void aRecordAloneWithoutItsPaddingEqualsTheRecordInTheBatch() {
    NDArray together = LowRankMixture.of(x, mask, presence, golden, FORM, "emotion", false).z();
    NDArray alone =
        LowRankMixture.of(
                x.get("2:3, :3"),
                mask.get("2:3, :3"),
                presence.get("2:3"),
                golden,
                FORM,
                "emotion",
                false)
            .z();
    assertThat(difference(alone, together.get("2:3, :3"))).isLessThan(1e-5f);
  }

  @Test
  void whatStandsInPaddedFramesDoesNotMatter() {
    NDArray dirty = x.add(mask.mul(-1).add(1).expandDims(2).mul(1e3));
    NDArray clean = LowRankMixture.of(x, mask, presence, golden, FORM, "sentiment", false).z();
    NDArray same = LowRankMixture.of(dirty, mask, presence, golden, FORM, "sentiment", false).z();
    assertThat(difference(same, clean)).isLessThan(1e-5f);
  }
}
