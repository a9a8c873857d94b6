package io.lacuna.app.cli;

import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.PipelineConfig;
import io.lacuna.model.adapter.AdapterException;
import io.lacuna.model.score.AdapterHost;
import io.lacuna.model.score.DjlScoringModel;
import io.lacuna.model.score.ScoringModel;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigException;

/** Opens the models that pipelines name. */
final class Models {
  private Models() {}

  /** As the configuration of a service asks. */
  static Function<PipelineConfig, ScoringModel> of(AppConfig config) {
    return pipeline -> {
      try {
        return DjlScoringModel.openVerified(
            pipeline.base(),
            pipeline.adapters(),
            config.device(),
            config.batch().shape(),
            config.precision());
      } catch (AdapterException e) {
        throw new ConfigException(pipeline.name() + ": " + e.reason() + ": " + e.getMessage());
      } catch (NoSuchFileException e) {
        throw new ConfigException(pipeline.name() + ": the model lacks the file " + e.getFile());
      } catch (IOException e) {
        throw new ConfigException(
            pipeline.name() + ": the model cannot be opened: " + e.getMessage());
      }
    };
  }

  /** The model as one that takes further adapters; every model that is opened here is one. */
  static AdapterHost adapterHost(ScoringModel model) {
    return (AdapterHost) model;
  }
}
