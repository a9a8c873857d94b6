package io.lacuna.app.cli;

import io.lacuna.app.TemporaryFolder;
import io.lacuna.app.adapters.RecordedRoutes;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.privacy.LazyOpener;
import io.lacuna.app.replay.Perturbation;
import io.lacuna.app.replay.Question;
import io.lacuna.app.replay.RecordedAdapters;
import io.lacuna.app.route.AdapterRouter;
import io.lacuna.app.route.RoutingTable;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.wire.RegistryAvro;
import java.io.IOException;
import java.nio.file.Path;

/** A recording with the model and the adapters that answer for it, opened. */
final class ReplayModel implements AutoCloseable {
  private final TemporaryFolder work;
  private final ScoringModel model;
  private final RegistryAvro registry;
  private final LazyOpener keys;
  private final Question question;

  /**
   * @param adapter id of the adapter for everything, or null for those that were in force
   */
  ReplayModel(
      RecordingFolder recording, AppConfig config, String adapter, Perturbation perturbation)
      throws IOException {
    PipelineConfig pipeline = config.pipelines().get(0);
    this.work = TemporaryFolder.create("lacuna-replay");
    this.model = Models.of(config).apply(pipeline);
    this.keys = new LazyOpener(config);
    this.registry = RegistryAvro.recorded(recording.schemas(), pipeline.topics().inputs());
    RoutingTable table = ReplayConfig.routes(pipeline, model, adapter);
    RecordedRoutes recorded = new RecordedRoutes(config, pipeline, work.path().resolve("adapters"));
    RecordedAdapters.read(recording, recorded);
    AdapterRouter routes =
        adapter != null
            ? table
            : recorded.router(table, model.adapters(), Models.adapterHost(model));
    this.question =
        new Question(
            recording, config, pipeline, registry, model, routes, perturbation, keys.opener());
  }

  Question question() {
    return question;
  }

  /** A folder for small files, deleted in the end. */
  Path workDir() {
    return work.path();
  }

  @Override
  public void close() {
    registry.close();
    keys.close();
    model.close();
    work.close();
  }
}
