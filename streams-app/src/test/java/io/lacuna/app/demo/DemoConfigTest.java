package io.lacuna.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoConfigTest {
  private static final double SPEED = 90;

  @ParameterizedTest
  @CsvSource({"0, 0, --speed", "Infinity, 0, --speed", "NaN, 0, --speed", "60, 70000, --port"})
  void numbersOutOfRangeAreRefusedBeforeABrokerStarts(double speed, int port, String named) {
    assertThatThrownBy(
            () ->
                new DemoOptions(
                    speed,
                    0,
                    List.of("patient"),
                    Path.of("../recordings"),
                    Path.of("models"),
                    null,
                    true,
                    port,
                    true,
                    Map.of(),
                    false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void keysOfSubjectsAreRefusedByName() {
    assertThatThrownBy(
            () ->
                new DemoOptions(
                    SPEED,
                    0,
                    List.of("patient"),
                    Path.of("../recordings"),
                    Path.of("models"),
                    null,
                    true,
                    0,
                    true,
                    Map.of("privacy.kek", "c2VjcmV0"),
                    false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("privacy.kek")
        .hasMessageNotContaining("c2VjcmV0");
  }

  @Test
  void theFileIsTheDemosConfigurationInTimeLapse(@TempDir Path dir) throws Exception {
    DemoOptions options =
        new DemoOptions(
            SPEED,
            0,
            List.of("patient", "utterance"),
            Path.of("../recordings"),
            Path.of("models"),
            dir,
            false,
            0,
            true,
            Map.of("utterance.window.grace", "3s"),
            true);
    AppConfig demo = DemoConfig.write(options, "localhost:1", "http://localhost:2");

    Properties file = new Properties();
    try (Reader in = Files.newBufferedReader(dir.resolve("lacuna.properties"))) {
      file.load(in);
    }
    Map<String, String> values = new HashMap<>();
    file.forEach((k, v) -> values.put(k.toString(), v.toString()));
    AppConfig read = ConfigLoader.load(values, Map.of(), Map.of());
    assertThat(read.pipelines()).usingRecursiveComparison().isEqualTo(demo.pipelines());
    assertThat(read.bootstrapServers()).isEqualTo("localhost:1");

    AppConfig plain =
        ConfigLoader.load(
            Map.of("bootstrap.servers", "x:1", "schema.registry.url", "http://x"),
            Map.of(),
            Map.of());
    assertThat(demo.pipelines().get(0).window())
        .usingRecursiveComparison()
        .isEqualTo(plain.pipelines().get(0).window().compressed(SPEED));
    assertThat(demo.pipelines().get(1).window().grace())
        .as("overridden, so as given")
        .isEqualTo(Duration.ofSeconds(3));
  }
}
