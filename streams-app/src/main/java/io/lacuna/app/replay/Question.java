package io.lacuna.app.replay;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.app.privacy.PayloadOpener;
import io.lacuna.app.route.AdapterRouter;
import io.lacuna.model.recording.RecordingFolder;
import io.lacuna.model.score.ScoringModel;
import io.lacuna.wire.RegistryAvro;

/**
 * A recording and all that a replay of it is asked: what answers, and what is changed.
 *
 * @param pipeline with the window policy to replay under
 * @param registry knows the recording's schemas
 * @param routes says which adapter scores what has none bound
 * @param opener makes payloads readable that were sealed
 */
public record Question(
    RecordingFolder recording,
    AppConfig config,
    PipelineConfig pipeline,
    RegistryAvro registry,
    ScoringModel model,
    AdapterRouter routes,
    Perturbation perturbation,
    PayloadOpener opener) {

  /** A question about a recording in which no payload is sealed. */
  public Question(
      RecordingFolder recording,
      AppConfig config,
      PipelineConfig pipeline,
      RegistryAvro registry,
      ScoringModel model,
      AdapterRouter routes,
      Perturbation perturbation) {
    this(
        recording,
        config,
        pipeline,
        registry,
        model,
        routes,
        perturbation,
        PayloadOpener.WITHOUT_KEYS);
  }

  /** The same with another perturbation. */
  public Question with(Perturbation other) {
    return new Question(recording, config, pipeline, registry, model, routes, other, opener);
  }
}
