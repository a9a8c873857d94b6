package io.lacuna.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterCheck;
import io.lacuna.model.base.FusionBase;
import io.lacuna.model.calibration.AdapterCalibration;
import io.lacuna.trainer.config.BaseSettings;
import io.lacuna.trainer.config.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped checkpoints: whole, small, of the committed configurations, and better than chance.
 */
class CommittedModelsTest {
  private static final Path ROOT = Path.of("..");
  private static final long LIMIT_BYTES = 15L << 20;

  @ParameterizedTest
  @ValueSource(strings = {"patient", "utterance"})
  void loadOnTheirBaseAndAreWhatTheirMetricsSay(String pipeline) throws IOException {
    TrainingConfig config = TrainingConfig.read(Path.of("configs", pipeline + ".json"));
    Path models = ROOT.resolve(config.out());
    try (FusionBase base = FusionBase.load(models.resolve("base"), "cpu")) {
      Path folder = models.resolve(config.adapterFolder());
      Adapter adapter = AdapterCheck.load(folder, base, base.manager(), null);
      JsonNode metrics =
          new ObjectMapper().readTree(Files.readString(folder.resolve(Adapter.METRICS)));
      assertThat(metrics.get("digest").asText()).isEqualTo(adapter.digest());
      assertThat(adapter.config().id()).isEqualTo(config.adapter().id());
      assertThat(adapter.config().seed()).isEqualTo(config.seed());
      AdapterCalibration calibration = adapter.calibration().orElseThrow();
      assertThat(calibration.confidence().byPresence()).hasSize(7);
      assertThat(calibration.conformal().level()).isEqualTo(config.calibration().level());
      assertThat(calibration.fittedOn().digest())
          .isEqualTo(adapter.config().trainingData().digest());
      assertThat(metrics.at("/calibration/confidence/all/ece/calibrated/value").asDouble())
          .isBetween(0.0, 0.1);
      assertThat(base.config().features())
          .isEqualTo(((BaseSettings.Fusion) config.base()).features());
      for (JsonNode mask : metrics.get("byPresence")) {
        JsonNode map = mask.findValue("map");
        assertThat(map.at("/" + config.adapter().id() + "/low").asDouble())
            .isGreaterThan(map.at("/prior/high").asDouble());
      }
    }
  }

  @Test
  void areSmallTogether() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(ROOT.resolve("models"))) {
      files = all.filter(Files::isRegularFile).toList();
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    assertThat(bytes).isBetween(1L << 20, LIMIT_BYTES);
  }
}
