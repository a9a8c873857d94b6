package io.lacuna.model.score;

import static io.lacuna.model.nn.ExpertOptions.Activation.GELU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.adapter.SmallAdapters;
import io.lacuna.model.base.BaseConfig;
import io.lacuna.model.base.BaseStore;
import io.lacuna.model.base.Bases;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.model.nn.ExpertOptions.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scoring model says of the gates of mixtures with other experts, or without a gate. */
class GatesOfVariantsTest {
  @TempDir static Path dir;
  private static BaseConfig config;

  @BeforeAll
  static void save() throws IOException {
    Bases.save(dir.resolve("base"));
    config = BaseStore.readConfig(dir.resolve("base"));
  }

  /** 2 modalities, 2 tasks, 1 block; experts that a gate weighs, and least and most of the own. */
  @ParameterizedTest
  @CsvSource({
    "hard-sharing,   false, NONE,           1, 0, 0",
    "without-shared, true,  NONE,           1, 1, 1",
    "without-own,    false, SHARED,         2, 0, 0",
    "cgc,            true,  SHARED_AND_OWN, 3, 0, 1",
    "soft-routing,   true,  ALL,            4, 0, 1"
  })
  void weightsSumToOneWhateverTheExperts(
      String variant, boolean own, Routing routing, int weighed, float least, float most)
      throws IOException {
    MixtureOptions options =
        MixtureOptions.ALL_ON.with(new ExpertOptions(own, GELU, routing, 0, false));
    Path folder = dir.resolve(variant);
    String digest =
        SmallAdapters.write(dir.resolve("base"), folder, Method.LOW_RANK_MIXTURE, options, 3);
    try (DjlScoringModel model =
        DjlScoringModel.open(dir.resolve("base"), List.of(folder), "cpu")) {
      var record = Bases.records(config, new Random(5), new String[] {"IT-"}).get(0);
      GateWeights gates = model.gates(new ScoringRequest(record, digest));
      assertThat(gates.fusion()).hasSize(2);
      assertThat(gates.experts()).hasSize(4);
      for (GateWeights.Expert e : gates.experts()) {
        assertThat(e.shared()).hasSize(weighed);
        float sum = 0;
        for (float weight : e.shared()) {
          sum += weight;
        }
        assertThat(sum).isEqualTo(1, within(1e-6f));
        assertThat(e.own()).isBetween(least, most);
      }
    }
  }
}
