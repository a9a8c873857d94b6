package io.lacuna.app.replay;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.TemporaryFolder;
import io.lacuna.app.adapters.RecordedRoutes;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.config.Topics;
import io.lacuna.app.privacy.PayloadOpener;
import io.lacuna.app.record.Bound;
import io.lacuna.app.record.Recorder;
import io.lacuna.app.record.RecordingPlan;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.recording.KeyedHash;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.score.AdapterHost;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records what a test's application left on its broker, and verifies it. */
public final class LiveRuns {
  private LiveRuns() {}

  /**
   * Records all topics of the only pipeline.
   *
   * @param adapters whether the registry topic is recorded too
   */
  public static RecordingFolder record(
      AppConfig config, RegistryAvro registry, Path out, boolean adapters) throws IOException {
    PipelineConfig pipeline = config.pipelines().get(0);
    RecordingPlan plan =
        new RecordingPlan(
            "live",
            "made by a test",
            RecordingPlan.topics(
                pipeline.topics(),
                adapters ? Topics.adapters(pipeline.topics().prefix()) : null,
                null),
            Bound.OPEN,
            Bound.OPEN,
            Duration.ZERO,
            false,
            Set.of(),
            KeyedHash.random());
    return new Recorder(
            config, pipeline, registry, ClientSettings.connection(config), plan, line -> {})
        .record(out);
  }

  /** Repeats a recorded run with a model. */
  public static Verification.Result verify(
      RecordingFolder recording, AppConfig config, ScoringModel model) throws IOException {
    return verify(recording, config, model, PayloadOpener.WITHOUT_KEYS);
  }

  /** Repeats a recorded run in which payloads were sealed. */
  public static Verification.Result verify(
      RecordingFolder recording, AppConfig config, ScoringModel model, PayloadOpener opener)
      throws IOException {
    recording.verify();
    PipelineConfig pipeline = config.pipelines().get(0);
    try (TemporaryFolder work = TemporaryFolder.create("lacuna-verify-test");
        RegistryAvro registry =
            RegistryAvro.recorded(recording.schemas(), pipeline.topics().inputs())) {
      RoutingTable table = RoutingTable.of(List.of(), Map.of(), model.defaultAdapter());
      RecordedRoutes routes = new RecordedRoutes(config, pipeline, work.path().resolve("adapters"));
      RecordedAdapters.read(recording, routes);
      Question question =
          new Question(
              recording,
              config,
              pipeline,
              registry,
              model,
              routes.router(
                  table, model.adapters(), model instanceof AdapterHost host ? host : null),
              Perturbation.NONE,
              opener);
      return new Verification(question).run(work.path(), n -> {});
    }
  }
}
