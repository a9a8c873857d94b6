package io.lacuna.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.model.nn.ExpertOptions.Activation;
import io.lacuna.model.nn.ExpertOptions.Routing;
import io.lacuna.trainer.config.AdapterSettings;
import io.lacuna.trainer.config.TrainingConfig;
import io.lacuna.trainer.data.DataSet;
import io.lacuna.trainer.data.DataSetFolder;
import io.lacuna.trainer.method.MixtureVariants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Costs of a mixture of one task and two modalities: d = 128, r = 8, kernel 3, two blocks. */
class CostTableTest {
  @TempDir Path folder;
  private DataSet set;

  @BeforeEach
  void make() throws IOException {
    new TinyFeatures(folder).make(false);
    set = DataSetFolder.read(folder);
  }

  private static AdapterSettings mixture() {
    return TrainingConfig.read(Path.of("configs", "utterance.json")).adapter();
  }

  private String table(String variant) {
    return MixtureVariants.all().stream()
        .filter(v -> v.name().equals(variant))
        .map(v -> CostTable.of(v.change().apply(mixture()), set))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theConfiguredMixtureIsAmongTheOthers() {
    List<String> lines = CostTable.of(mixture(), set).lines().toList();
    assertThat(lines).filteredOn(line -> line.matches("\\| \\d.*")).hasSize(15);
    // 2 blocks · 2 modalities · 4 experts of 4,232 values; 2 blocks · 4 experts · 4 · 128 · 8
    assertThat(lines).anyMatch(line -> line.startsWith("| 3 (configured) | 67,712 |"));
    assertThat(lines).anyMatch(line -> line.contains("| 32,768 |"));
  }

  @Test
  void aVariantCountsWhatItHas() {
    assertThat(table("without-own")).contains("| 3 (configured) | 50,784 |");
    assertThat(table("hard-sharing")).contains("| 1 (configured) | 263,168 |");
    assertThat(table("without-shared")).contains("| 0 (configured) | 16,928 |");
    assertThat(table("noisy-top-k"))
        .contains("| 2 |", "| 3 (configured) |")
        .doesNotContain("| 1 |");
  }

  @Test
  void mergedExpertsHaveACostPerRecord() {
    ExpertOptions merged = new ExpertOptions(true, Activation.NONE, Routing.SHARED, 0, true);
    AdapterSettings s = mixture();
    MixtureOptions options = s.mixture().with(merged);
    AdapterSettings changed =
        new AdapterSettings(
            s.id(),
            s.method(),
            s.r(),
            s.loraAlpha(),
            s.blocks(),
            s.width(),
            s.experts(),
            s.mora(),
            options,
            s.weights(),
            s.loop());
    // 2 blocks · 3 shared kernels of 128 · 128 · 3
    assertThat(CostTable.of(changed, set)).contains("beside those, 294,912 multiply-adds");
  }

  @Test
  void whatIsNoMixtureHasNoExperts() {
    AdapterSettings mora = TrainingConfig.read(Path.of("configs", "patient.json")).adapter();
    assertThatThrownBy(() -> CostTable.of(mora, set)).hasMessageContaining("has no experts");
  }
}
