package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.tensor.Precision;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  private static final Map<String, String> NEEDED =
      Map.of("bootstrap.servers", "b:1", "schema.registry.url", "http://r:1");

  @Test
  void commandLineBeatsEnvironmentBeatsFileBeatsDefault() {
    Map<String, String> file = new HashMap<>(NEEDED);
    file.put("patient.window.size", "1s");
    file.put("patient.window.grace", "1s");
    file.put("patient.window.retention", "1s");
    AppConfig config =
        ConfigLoader.load(
            file,
            Map.of("LACUNA_PATIENT_WINDOW_SIZE", "2s", "LACUNA_PATIENT_WINDOW_GRACE", "2s"),
            Map.of("patient.window.size", "3s"));
    assertThat(config.pipelines().get(0).window().size()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.pipelines().get(0).window().grace()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.pipelines().get(0).window().retention()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.batch().maxSize()).isEqualTo(32);
  }

  @ParameterizedTest
  @CsvSource({
    "batch.max.size, 0, batch.max.size",
    "batch.shape, square, fixed",
    "engine.dtype, float16, bfloat16",
    "patient.window.size, soon, 250ms",
    "patient.window.expected, 'smell', smell",
    "processing.guarantee, once, exactly_once_v2",
    "patient.windw.size, 3s, patient.windw.size",
    "adapters.source, shelf, folder",
    "adapters.lead, 10ms, at least 1s",
    "ingest.port, 70000, '[0, 65535]'",
    "ingest.folder.interval, 0ms, at least 1ms",
    "patient.abstain.below, 1.5, abstain.below",
    "patient.abstain.below, NaN, '[0, 1]'"
  })
  void aWrongValueOrKeyIsNamedWithWhatIsAllowed(String key, String value, String named) {
    Map<String, String> file = new HashMap<>(NEEDED);
    file.put(key, value);
    assertThatThrownBy(() -> ConfigLoader.load(file, Map.of(), Map.of()))
        .hasMessageContaining(named);
  }

  /** They hold only where somebody can come in. */
  @ParameterizedTest
  @CsvSource({
    "ingest.inline.max.bytes, 1MiB, record.max.bytes = 1MiB",
    "ingest.in.flight.bytes, 255KiB, at least 256KiB"
  })
  void sizesOfADoorMustFitTogether(String key, String value, String named) {
    Map<String, String> file = new HashMap<>(NEEDED);
    file.put(key, value);
    assertThat(ConfigLoader.load(file, Map.of(), Map.of()).ingest().port()).isNull();
    file.put("ingest.folder", "in");
    assertThatThrownBy(() -> ConfigLoader.load(file, Map.of(), Map.of()))
        .hasMessageContaining(key)
        .hasMessageContaining(named);
  }

  @Test
  void modelsComputeInFloat32UnlessToldOtherwise() {
    Map<String, String> half = new HashMap<>(NEEDED);
    half.put("engine.dtype", "bfloat16");
    assertThat(ConfigLoader.load(NEEDED, Map.of(), Map.of()).precision())
        .isEqualTo(Precision.FLOAT32);
    assertThat(ConfigLoader.load(half, Map.of(), Map.of()).precision())
        .isEqualTo(Precision.BFLOAT16);
  }

  @Test
  void kafkaAndRegistrySettingsPassThrough() {
    Map<String, String> file = new HashMap<>(NEEDED);
    file.put("kafka.security.protocol", "SSL");
    file.put("basic.auth.credentials.source", "USER_INFO");
    AppConfig config = ConfigLoader.load(file, Map.of(), Map.of());
    assertThat(config.kafka()).containsEntry("security.protocol", "SSL");
    assertThat(config.registry())
        .containsEntry("schema.registry.url", "http://r:1")
        .containsEntry("basic.auth.credentials.source", "USER_INFO");
  }

  @Test
  void thePageShowsPseudonymsUnlessAskedForIds() {
    Map<String, String> file = new HashMap<>(NEEDED);
    file.put("web.show.ids", "true");
    assertThat(ConfigLoader.load(NEEDED, Map.of(), Map.of()).web().showIds()).isFalse();
    assertThat(ConfigLoader.load(file, Map.of(), Map.of()).web().showIds()).isTrue();
  }

  @Test
  void nothingIsAbstainedFromUnlessAskedFor() {
    Map<String, String> file = new HashMap<>(NEEDED);
    file.put("utterance.abstain.below", "0.6");
    AppConfig config = ConfigLoader.load(file, Map.of(), Map.of());
    assertThat(config.pipelines().get(0).abstainBelow()).isZero();
    assertThat(config.pipelines().get(1).compressed(2).abstainBelow()).isEqualTo(0.6);
  }

  @Test
  void timeLapseDividesEveryWait() {
    PipelineConfig patient =
        ConfigLoader.load(NEEDED, Map.of(), Map.of()).pipelines().get(0).compressed(60);
    assertThat(patient.window().size()).isEqualTo(Duration.ofSeconds(2));
    assertThat(patient.window().grace()).isEqualTo(Duration.ofMillis(500));
  }
}
