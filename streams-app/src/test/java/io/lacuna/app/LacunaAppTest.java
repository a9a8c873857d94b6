package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.harness.CountingModel;
import io.lacuna.app.harness.SizeModel;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting and stopping without a broker. */
class LacunaAppTest {
  @TempDir Path dir;

  @Test
  void aStartThatFailsHalfWayLeavesNothingRunning() {
    AppConfig config = config("patient,utterance");
    try (RegistryAvro registry = RegistryAvro.connect(config.registry())) {
      assertThatThrownBy(
              () ->
                  new LacunaApp(
                      config,
                      p -> {
                        if (p.name().equals("utterance")) {
                          throw new IllegalStateException("no such base");
                        }
                        return new SizeModel();
                      },
                      registry,
                      new SimpleMeterRegistry()))
          .hasMessage("no such base");
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("lacuna-end-offsets", "lacuna-batcher-patient");
  }

  @Test
  void theLedgersOfAStoppedApplicationCannotBeReadAndDoNotThrow() {
    AppConfig config = config("patient");
    ScoringModel model = new CountingModel();
    try (RegistryAvro registry = RegistryAvro.connect(config.registry());
        LacunaApp app = new LacunaApp(config, p -> model, registry, new SimpleMeterRegistry())) {
      app.close();
      assertThat(new LedgerReader(app.streams()).sum("patient")).isEmpty();
    }
  }

  private AppConfig config(String pipelines) {
    return ConfigLoader.load(
        Map.of(
            "bootstrap.servers",
            "localhost:1",
            "schema.registry.url",
            "mock://lacuna-app",
            "pipelines",
            pipelines,
            "state.dir",
            dir.toString()),
        Map.of(),
        Map.of());
  }
}
