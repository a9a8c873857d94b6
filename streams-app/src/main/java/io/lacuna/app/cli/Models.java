package io.lacuna.app.cli;

import io.lacuna.app.config.PipelineConfig;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.ScoringModel;
import java.util.function.Function;

/** Opens the models that pipelines name. */
final class Models {
  private Models() {}

  static Function<PipelineConfig, ScoringModel> on(String device) {
    return pipeline -> DjlScoringModel.open(pipeline.base(), pipeline.adapters(), device);
  }
}
